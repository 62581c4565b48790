// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.quota;

import dev.skerry.api.core.PodState;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.Json;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What one object takes, under every name that a quota can have for it.
public final class ObjectUsage {
    private static final Quantity ONE = Quantity.of(1);

    /// Kinds that are counted under their plain name, too.
    private static final Set<String> PLAIN =
            Set.of("configmaps", "secrets", "replicationcontrollers", "resourcequotas", "services");

    /// Requests for these are also known by the plain name of the resource.
    private static final Set<String> KNOWN = Set.of("cpu", "memory", "ephemeral-storage");

    private ObjectUsage() {}

    public static Map<String, Quantity> of(GroupVersionResource resource, KubeObject object) {
        String name = StatusException.qualified(resource);
        var usage = new TreeMap<String, Quantity>();
        usage.put("count/" + name, ONE);
        if (PLAIN.contains(name)) {
            usage.put(name, ONE);
        }
        switch (name) {
            case "pods" -> addPod(usage, object);
            case "services" -> addService(usage, object);
            case "persistentvolumeclaims" -> addClaim(usage, object);
            default -> {}
        }
        return usage;
    }

    /// A pod that has ended takes nothing any more but its place in the store.
    private static void addPod(Map<String, Quantity> usage, KubeObject pod) {
        if (PodState.isTerminated(pod)) {
            return;
        }
        usage.put("pods", ONE);
        PodDemand.of(pod, "requests").forEach((name, quantity) -> {
            usage.put("requests." + name, quantity);
            if (KNOWN.contains(name) || name.startsWith("hugepages-")) {
                usage.put(name, quantity);
            }
        });
        PodDemand.of(pod, "limits").forEach((name, quantity) -> {
            if (KNOWN.contains(name)) {
                usage.put("limits." + name, quantity);
            }
        });
    }

    private static void addService(Map<String, Quantity> usage, KubeObject service) {
        var ports = service.at("spec", "ports").elements();
        switch (service.at("spec", "type").text()) {
            case "NodePort" -> usage.put("services.nodeports", Quantity.of(ports.size()));
            case "LoadBalancer" -> {
                usage.put("services.loadbalancers", ONE);
                boolean hasAll =
                        service.at("spec", "allocateLoadBalancerNodePorts").booleanOr(true);
                long count = ports.stream()
                        .filter(port -> hasAll || port.at("nodePort").longOr(0) != 0)
                        .count();
                usage.put("services.nodeports", Quantity.of(count));
            }
            default -> {}
        }
    }

    private static void addClaim(Map<String, Quantity> usage, KubeObject claim) {
        usage.put("persistentvolumeclaims", ONE);
        Json asked = claim.at("spec", "resources", "requests", "storage");
        String storageClass = claim.at("spec", "storageClassName").text();
        String prefix = storageClass + ".storageclass.storage.k8s.io/";
        if (!storageClass.isEmpty()) {
            usage.put(prefix + "persistentvolumeclaims", ONE);
        }
        if (!asked.isNull()) {
            usage.put("requests.storage", Quantity.read(asked));
            if (!storageClass.isEmpty()) {
                usage.put(prefix + "requests.storage", Quantity.read(asked));
            }
        }
    }
}
