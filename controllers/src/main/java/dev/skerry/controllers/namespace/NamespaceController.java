// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.namespace;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.controllers.wiring.StatusPatch;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.List;

/// One pass over one namespace: if it is being deleted, delete what is in it, report what remains, and
/// when nothing does, give up the finalizer that holds it.
public final class NamespaceController implements Reconciler {
    private static final String FINALIZER = "kubernetes";

    /// What remains waits for its finalizers, or for nodes to stop pods: seconds, or until a node returns.
    private static final Duration RECHECK = Duration.ofSeconds(1);

    private final KubeClient client;
    private final Cache<KubeObject> namespaces;
    private final NamespaceContent content;
    private final Clock clock;

    private NamespaceController(KubeClient client, Cache<KubeObject> namespaces, Clock clock) {
        this.client = client;
        this.namespaces = namespaces;
        this.content = new NamespaceContent(client);
        this.clock = clock;
    }

    public static Controller wire(ControllerParts parts) {
        var namespaces = parts.cache(Resources.NAMESPACES);
        var reconciler = new NamespaceController(parts.client("namespace-controller"), namespaces, parts.clock());
        var controller = parts.controller("namespace", reconciler, List.of(namespaces));
        namespaces.onChange(change -> {
            if (change.newest().isBeingDeleted()) {
                controller.enqueue(change.name());
            }
        });
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = namespaces.find(name);
        if (found.isEmpty() || !found.get().isBeingDeleted()) {
            return Outcome.SETTLED;
        }
        KubeObject namespace = found.get();
        if (!finalizers(namespace).contains(FINALIZER)) {
            return Outcome.SETTLED;
        }
        Remains remains = content.delete(namespace.name());
        KubeObject reported = namespace
                .with("Terminating", "status", "phase")
                .with(remains.conditions(namespace.at("status", "conditions"), clock.now()), "status", "conditions");
        KubeObject written = StatusPatch.write(client, Resources.NAMESPACES, namespace, reported);
        namespaces.assume(written);
        if (!remains.isNothing()) {
            return new Outcome.Again(RECHECK);
        }
        List<String> others = finalizers(written).stream()
                .filter(finalizer -> !finalizer.equals(FINALIZER))
                .toList();
        client.updateSubresource(Resources.NAMESPACES, "finalize", written.with(Json.of(others), "spec", "finalizers"));
        return Outcome.SETTLED;
    }

    private static List<String> finalizers(KubeObject namespace) {
        return namespace.at("spec", "finalizers").elements().stream()
                .map(Json::text)
                .toList();
    }
}
