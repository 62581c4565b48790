// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.access;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.Priority;
import dev.skerry.apiserver.authorization.DefaultRoleReconciliation;
import dev.skerry.apiserver.authorization.DefaultRoleReconciliation.Step;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What every cluster has before anybody uses it: the system's namespaces, its priority classes, and the
/// default roles. Planned from what there is, so that it can run at every start: at most starts it does
/// nothing.
public final class ClusterBootstrap {
    private static final GroupVersionResource NAMESPACES = new GroupVersionResource("", "v1", "namespaces");
    private static final GroupVersionResource PRIORITY_CLASSES =
            new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");
    private static final List<String> NAMES = List.of("kube-system", "kube-public", "kube-node-lease", "default");

    private ClusterBootstrap() {}

    /// The writes that are missing, in an order in which each finds what it needs.
    public static List<Step> plan(ObjectSource objects) {
        var steps = new ArrayList<Step>();
        for (String name : NAMES) {
            var namespace = KubeObject.of(NAMESPACES.groupVersion().kind("Namespace"), ObjectName.cluster(name));
            create(NAMESPACES, namespace, objects).ifPresent(steps::add);
        }
        Priority.SYSTEM.forEach((name, value) ->
                create(PRIORITY_CLASSES, priorityClass(name, value), objects).ifPresent(steps::add));
        steps.addAll(DefaultRoleReconciliation.plan(objects));
        return List.copyOf(steps);
    }

    private static Optional<Step> create(GroupVersionResource resource, KubeObject wanted, ObjectSource objects) {
        return objects.find(resource.group(), resource.resource(), wanted.objectName())
                        .isPresent()
                ? Optional.empty()
                : Optional.of(new Step.Create(resource, wanted));
    }

    private static KubeObject priorityClass(String name, int value) {
        GroupVersionKind kind = PRIORITY_CLASSES.groupVersion().kind("PriorityClass");
        return KubeObject.of(kind, ObjectName.cluster(name))
                .with(Json.of(value), "value")
                .with(
                        "For pods that the " + (name.contains("node") ? "node" : "cluster") + " cannot do without.",
                        "description");
    }
}
