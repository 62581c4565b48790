// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.disruption;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.informer.Cache;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TerminalException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How many pods the controllers of some pods are to have. ReplicaSets and their Deployments are known from caches;
/// any other controller is asked by its scale subresource, a custom one too.
final class Scales {
    private final KubeClient client;
    private final Cache<KubeObject> replicaSets;
    private final Cache<KubeObject> deployments;

    Scales(KubeClient client, Cache<KubeObject> replicaSets, Cache<KubeObject> deployments) {
        this.client = client;
        this.replicaSets = replicaSets;
        this.deployments = deployments;
    }

    /// The sum over the controllers of these pods, each counted once. Pods without one are passed over.
    ///
    /// @throws TerminalException if a controller does not say how many pods it is to have
    int sum(List<KubeObject> pods) {
        var byOwner = new HashMap<String, Integer>();
        for (KubeObject pod : pods) {
            Optional<OwnerReference> owner = pod.controller();
            if (owner.isPresent() && !byOwner.containsKey(owner.get().uid())) {
                add(byOwner, pod, owner.get());
            }
        }
        return byOwner.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void add(Map<String, Integer> byOwner, KubeObject pod, OwnerReference owner) {
        var name = new ObjectName(pod.namespace(), owner.name());
        if (!isOfApps(owner, "ReplicaSet")) {
            byOwner.put(owner.uid(), scale(pod, owner));
            return;
        }
        Optional<KubeObject> replicaSet =
                replicaSets.find(name).filter(found -> found.uid().equals(owner.uid()));
        Optional<OwnerReference> above =
                replicaSet.flatMap(KubeObject::controller).filter(one -> isOfApps(one, "Deployment"));
        Optional<KubeObject> deployment = above.flatMap(
                        one -> deployments.find(new ObjectName(pod.namespace(), one.name())))
                .filter(found -> found.uid().equals(above.get().uid()));
        // Two versions of a Deployment at once are of one Deployment, which is counted once.
        if (deployment.isPresent()) {
            byOwner.put(deployment.get().uid(), replicas(deployment.get()));
            byOwner.put(owner.uid(), 0);
        } else {
            byOwner.put(owner.uid(), replicaSet.map(Scales::replicas).orElse(0));
        }
    }

    private static boolean isOfApps(OwnerReference owner, String kind) {
        return owner.kind().equals(kind) && owner.apiVersion().startsWith(Resources.DEPLOYMENTS.group() + "/");
    }

    private static int replicas(KubeObject workload) {
        return workload.at("spec", "replicas").intOr(1);
    }

    private int scale(KubeObject pod, OwnerReference owner) {
        var version = GroupVersion.parse(owner.apiVersion());
        String path = version.group().isEmpty() ? "/api/" + version : "/apis/" + version;
        Json resources = client.read(path).at("resources");
        String resource = resources.elements().stream()
                .filter(one -> one.at("kind").text().equals(owner.kind()))
                .map(one -> one.at("name").text())
                .filter(one -> !one.contains("/"))
                .findFirst()
                .orElse("");
        boolean hasScale = resources.elements().stream()
                .anyMatch(one -> one.at("name").text().equals(resource + "/scale"));
        if (resource.isEmpty() || !hasScale) {
            throw new TerminalException(
                    "NoControllers",
                    "found no controllers for pod \"" + pod.name() + "\": " + owner.kind()
                            + " does not implement the scale subresource");
        }
        try {
            return client.read(path + "/namespaces/" + pod.namespace() + "/" + resource + "/" + owner.name() + "/scale")
                    .at("spec", "replicas")
                    .intOr(0);
        } catch (StatusException refused) {
            if (refused.code() == 404) {
                // It has just gone, and its pods will.
                return 0;
            }
            throw refused;
        }
    }
}
