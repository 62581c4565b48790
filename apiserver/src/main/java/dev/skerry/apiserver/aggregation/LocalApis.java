// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.ResourceCatalog;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// The APIServices of what is served here: one for each version of each group, so that who lists APIServices sees
/// the whole API.
record LocalApis(ResourceCatalog builtIn, ResourceCatalog custom) {
    static final String MANAGED = "kube-aggregator.kubernetes.io/automanaged";

    private static final GroupVersionKind KIND = new GroupVersionKind("apiregistration.k8s.io", "v1", "APIService");

    /// Groups come in the order of discovery; those of definitions behind all others.
    private static final int FIRST_PRIORITY = 18_000;

    private static final int CUSTOM_PRIORITY = 1_000;
    private static final int CUSTOM_VERSION_PRIORITY = 100;

    /// By name.
    Map<String, KubeObject> wanted(Instant now) {
        var wanted = new LinkedHashMap<String, KubeObject>();
        int priority = FIRST_PRIORITY;
        for (ServedResource served : builtIn.all()) {
            var version = served.resource().groupVersion();
            if (!wanted.containsKey(name(version))) {
                wanted.put(name(version), apiService(version, "onstart", priority, 1, now));
                priority -= 100;
            }
        }
        for (ServedResource served : custom.all()) {
            var version = served.resource().groupVersion();
            wanted.computeIfAbsent(
                    name(version), _ -> apiService(version, "true", CUSTOM_PRIORITY, CUSTOM_VERSION_PRIORITY, now));
        }
        return wanted;
    }

    /// The core group's has nothing behind the dot.
    private static String name(GroupVersion version) {
        return version.version() + "." + version.group();
    }

    private static KubeObject apiService(
            GroupVersion version, String managed, int groupPriority, int versionPriority, Instant now) {
        var spec = JsonObject.builder()
                .putIfText("group", version.group())
                .put("version", version.version())
                .put("groupPriorityMinimum", groupPriority)
                .put("versionPriority", versionPriority);
        var plain = KubeObject.of(KIND, ObjectName.cluster(name(version)))
                .withLabel(MANAGED, managed)
                .with(spec.build(), "spec");
        return Availability.LOCAL.on(plain, now).orElse(plain);
    }
}
