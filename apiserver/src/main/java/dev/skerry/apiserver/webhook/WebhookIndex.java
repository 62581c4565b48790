// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import java.util.Comparator;
import java.util.List;

/// The webhooks of one kind, read once for each change of their configurations, in the order of their
/// names.
final class WebhookIndex {
    private final ObjectSource objects;
    private final String resource;
    private volatile Read read = new Read(-1, List.of());

    private record Read(long revision, List<Webhook> webhooks) {}

    WebhookIndex(ObjectSource objects, String resource) {
        this.objects = objects;
        this.resource = resource;
    }

    List<Webhook> webhooks() {
        long revision = objects.revision("admissionregistration.k8s.io", resource);
        Read known = read;
        if (known.revision() == revision) {
            return known.webhooks();
        }
        List<Webhook> webhooks = objects.list("admissionregistration.k8s.io", resource, "").stream()
                .sorted(Comparator.comparing(KubeObject::name))
                .flatMap(configuration -> Webhook.of(configuration).stream())
                .toList();
        read = new Read(revision, webhooks);
        return webhooks;
    }
}
