// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.resource.ResourceCatalog;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.storage.ObjectSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether a webhook is to be asked about a write, and in which version of the kind.
final class WebhookMatching {
    /// What webhooks are never asked about: a broken one could not be taken away any more.
    private static final Set<String> SPARED = Set.of(
            "mutatingwebhookconfigurations",
            "validatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings");

    private final ObjectSource objects;
    private final ResourceCatalog catalog;

    WebhookMatching(ObjectSource objects, ResourceCatalog catalog) {
        this.objects = objects;
        this.catalog = catalog;
    }

    static boolean isSpared(AdmissionRequest request) {
        return request.resource().group().equals("admissionregistration.k8s.io")
                && SPARED.contains(request.resource().resource());
    }

    /// The resource, in the version that the webhook knows it by; empty if it is not to be asked.
    Optional<ServedResource> find(Webhook webhook, AdmissionRequest request) {
        return fitsLabels(webhook, request) ? findByRules(webhook, request) : Optional.empty();
    }

    private Optional<ServedResource> findByRules(Webhook webhook, AdmissionRequest request) {
        Optional<ServedResource> own = catalog.find(request.resource());
        if (own.isEmpty() || isNamed(webhook, request, request.resource())) {
            return own;
        }
        if (!webhook.isEquivalent()) {
            return Optional.empty();
        }
        return catalog.all().stream()
                .filter(other -> isSame(own.get(), other) && isNamed(webhook, request, other.resource()))
                .findFirst();
    }

    private static boolean isSame(ServedResource one, ServedResource other) {
        return one.storageGroup().equals(other.storageGroup())
                && one.resource().resource().equals(other.resource().resource())
                && !one.resource().equals(other.resource());
    }

    private static boolean isNamed(Webhook webhook, AdmissionRequest request, GroupVersionResource resource) {
        return webhook.rules().stream()
                .anyMatch(rule -> rule.fits(
                        request.operation().name(),
                        resource,
                        request.subresource(),
                        !request.namespace().isEmpty()));
    }

    private boolean fitsLabels(Webhook webhook, AdmissionRequest request) {
        return fitsNamespace(webhook.namespaces(), request) && fitsObject(webhook.objects(), request);
    }

    private boolean fitsNamespace(LabelSelector selector, AdmissionRequest request) {
        if (selector.matchesEverything()) {
            return true;
        }
        boolean isNamespace = request.resource().group().isEmpty()
                && request.resource().resource().equals("namespaces");
        if (isNamespace) {
            return selector.matches(
                    request.object().or(request::old).map(KubeObject::labels).orElse(Map.of()));
        }
        return request.namespace().isEmpty()
                || selector.matches(objects.find("", "namespaces", ObjectName.cluster(request.namespace()))
                        .map(KubeObject::labels)
                        .orElse(Map.of()));
    }

    private static boolean fitsObject(LabelSelector selector, AdmissionRequest request) {
        return selector.matchesEverything()
                || request.object().filter(selector::matches).isPresent()
                || request.old().filter(selector::matches).isPresent();
    }
}
