// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.quota;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// What a ResourceQuota allows and what of it is used.
///
/// ```java
/// KubeObject counted = QuotaStatus.counted(quota, resource -> objectsOfItsNamespace(resource));
/// ```
public final class QuotaStatus {
    private static final Set<String> PLAIN =
            Set.of("services", "configmaps", "secrets", "replicationcontrollers", "resourcequotas");

    private QuotaStatus() {}

    /// The limits that the quota wants.
    public static Map<String, Quantity> hard(KubeObject quota) {
        return read(quota.at("spec", "hard").object());
    }

    public static Map<String, Quantity> used(KubeObject quota) {
        return read(quota.at("status", "used").object());
    }

    /// Whether its status is about the limits that it has now.
    public static boolean isCurrent(KubeObject quota) {
        return read(quota.at("status", "hard").object()).equals(hard(quota))
                && used(quota).keySet().containsAll(hard(quota).keySet());
    }

    /// Whether the quota's scopes fit the object.
    public static boolean covers(KubeObject quota, GroupVersionResource resource, KubeObject object) {
        return QuotaScopes.cover(quota, resource, object);
    }

    /// What an object takes of this quota; empty if the quota is not about it.
    public static Map<String, Quantity> usage(KubeObject quota, GroupVersionResource resource, KubeObject object) {
        var usage = new TreeMap<String, Quantity>();
        if (QuotaScopes.cover(quota, resource, object)) {
            usage.putAll(ObjectUsage.of(resource, object));
            usage.keySet().retainAll(quota.at("spec", "hard").object().names());
        }
        return usage;
    }

    /// The quota with a status that says these amounts.
    public static KubeObject withUsed(KubeObject quota, Map<String, Quantity> used) {
        var text = JsonObject.builder();
        new TreeMap<>(used).forEach((name, quantity) -> text.put(name, quantity.toString()));
        return quota.with(quota.at("spec", "hard").object(), "status", "hard").with(text.build(), "status", "used");
    }

    /// The quota with everything counted anew.
    ///
    /// @param objects of the quota's namespace; none for a resource that is not served
    public static KubeObject counted(KubeObject quota, Function<GroupVersionResource, List<KubeObject>> objects) {
        var used = new TreeMap<String, Quantity>();
        hard(quota).keySet().forEach(name -> used.put(name, Quantity.ZERO));
        for (GroupVersionResource resource : resources(quota)) {
            for (KubeObject object : objects.apply(resource)) {
                usage(quota, resource, object).forEach((name, amount) -> used.merge(name, amount, Quantity::plus));
            }
        }
        return withUsed(quota, used);
    }

    /// Whose objects must be counted. The version says nothing: the reader knows which is served.
    public static Set<GroupVersionResource> resources(KubeObject quota) {
        var resources = new TreeSet<GroupVersionResource>(
                Comparator.comparing(GroupVersionResource::group).thenComparing(GroupVersionResource::resource));
        quota.at("spec", "hard").object().names().forEach(name -> resources.add(resource(name)));
        return resources;
    }

    private static GroupVersionResource resource(String name) {
        if (name.startsWith("count/")) {
            String qualified = name.substring("count/".length());
            int dot = qualified.indexOf('.');
            return dot < 0
                    ? new GroupVersionResource("", "v1", qualified)
                    : new GroupVersionResource(qualified.substring(dot + 1), "v1", qualified.substring(0, dot));
        }
        String plain;
        if (PLAIN.contains(name)) {
            plain = name;
        } else if (name.startsWith("services.")) {
            plain = "services";
        } else if (name.equals("persistentvolumeclaims")
                || name.equals("requests.storage")
                || name.contains(".storageclass.storage.k8s.io/")) {
            plain = "persistentvolumeclaims";
        } else {
            plain = "pods";
        }
        return new GroupVersionResource("", "v1", plain);
    }

    private static Map<String, Quantity> read(JsonObject quantities) {
        var read = new TreeMap<String, Quantity>();
        quantities.forEach((name, quantity) -> read.put(name, Quantity.read(quantity)));
        return read;
    }
}
