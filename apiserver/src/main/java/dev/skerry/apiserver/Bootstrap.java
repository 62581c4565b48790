// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.access.ClusterBootstrap;
import dev.skerry.apiserver.address.AddressRange;
import dev.skerry.apiserver.authentication.DeniedCredential;
import dev.skerry.apiserver.authorization.DefaultRoleReconciliation.Step;
import dev.skerry.apiserver.flow.StandardFlows;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.SystemWriter;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Makes what every cluster has from its first moment. What is there already stays as it is.
record Bootstrap(RegistryParts parts, AddressRange services) {
    private static final List<String> NAMESPACES = List.of("kube-system", "kube-public", "kube-node-lease", "default");

    private static final GroupVersionResource LEVELS =
            new GroupVersionResource("flowcontrol.apiserver.k8s.io", "v1", "prioritylevelconfigurations");
    private static final GroupVersionResource SCHEMAS =
            new GroupVersionResource("flowcontrol.apiserver.k8s.io", "v1", "flowschemas");
    private static final int ROUNDS_MAX = 4;

    void ensure() {
        var writer = new SystemWriter(parts);
        for (String name : NAMESPACES) {
            var kind = new GroupVersionKind("", "v1", "Namespace");
            writer.ensure(
                    new GroupVersionResource("", "v1", "namespaces"), KubeObject.of(kind, ObjectName.cluster(name)));
        }
        StandardFlows.levels().forEach(level -> writer.ensure(LEVELS, level));
        StandardFlows.schemas().forEach(schema -> writer.ensure(SCHEMAS, schema));
        // What some roles contain follows from others, which must be there first.
        List<Step> steps = ClusterBootstrap.plan(parts.storage());
        for (int round = 1; !steps.isEmpty() && round <= ROUNDS_MAX; round++) {
            for (Step step : steps) {
                switch (step) {
                    case Step.Create(var resource, var object) -> writer.ensure(resource, object);
                    case Step.Update(var resource, var object) -> writer.replace(resource, object);
                }
            }
            steps = ClusterBootstrap.plan(parts.storage());
        }
        writer.ensure(new GroupVersionResource("networking.k8s.io", "v1", "servicecidrs"), addressRange());
        writer.ensure(new GroupVersionResource("", "v1", "services"), apiService());
        writer.ensure(
                new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions"),
                DeniedCredential.definition());
    }

    private KubeObject addressRange() {
        var ready = JsonObject.of(
                "type", "Ready",
                "status", "True",
                "reason", "",
                "message", "Kubernetes Service CIDR is ready",
                "lastTransitionTime",
                        parts.clock().now().truncatedTo(ChronoUnit.SECONDS).toString());
        return KubeObject.of(
                        new GroupVersionKind("networking.k8s.io", "v1", "ServiceCIDR"),
                        ObjectName.cluster("kubernetes"))
                .withFinalizers(List.of("networking.k8s.io/service-cidr-finalizer"))
                .with(JsonArray.of(services.text()), "spec", "cidrs")
                .with(JsonArray.of(ready), "status", "conditions");
    }

    /// How pods find the API.
    private KubeObject apiService() {
        var port = JsonObject.of("name", "https", "protocol", "TCP", "port", 443, "targetPort", 6443);
        return KubeObject.of(new GroupVersionKind("", "v1", "Service"), new ObjectName("default", "kubernetes"))
                .withLabel("component", "apiserver")
                .withLabel("provider", "kubernetes")
                .with(JsonArray.of(port), "spec", "ports")
                .with(services.api(), "spec", "clusterIP")
                .with(JsonArray.of(services.api()), "spec", "clusterIPs");
    }
}
