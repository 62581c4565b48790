// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.SystemWriter;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// Makes what every cluster has from its first moment. What is there already stays as it is.
record Bootstrap(RegistryParts parts) {
    private static final List<String> NAMESPACES = List.of("default", "kube-system", "kube-public", "kube-node-lease");

    void ensure() {
        var writer = new SystemWriter(parts);
        var namespaces = new GroupVersionResource("", "v1", "namespaces");
        for (String name : NAMESPACES) {
            var namespace = KubeObject.of(new GroupVersionKind("", "v1", "Namespace"), ObjectName.cluster(name))
                    .withLabel("kubernetes.io/metadata.name", name)
                    .with(JsonArray.of("kubernetes"), "spec", "finalizers")
                    .with("Active", "status", "phase");
            writer.ensure(namespaces, namespace);
        }
        writer.ensure(new GroupVersionResource("", "v1", "services"), apiService());
    }

    /// How pods find the API.
    private static KubeObject apiService() {
        var port = JsonObject.of("name", "https", "protocol", "TCP", "port", 443, "targetPort", 6443);
        return KubeObject.of(new GroupVersionKind("", "v1", "Service"), new ObjectName("default", "kubernetes"))
                .withLabel("component", "apiserver")
                .withLabel("provider", "kubernetes")
                .with(JsonArray.of(port), "spec", "ports")
                .with("10.43.0.1", "spec", "clusterIP")
                .with(JsonArray.of("10.43.0.1"), "spec", "clusterIPs");
    }
}
