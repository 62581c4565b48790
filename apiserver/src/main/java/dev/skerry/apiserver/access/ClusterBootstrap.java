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

/// What a cluster has before anybody uses it, beyond its namespaces: the system's priority classes and
/// the default roles. Planned from what there is, so that it can run at every start: at most starts it
/// does nothing.
public final class ClusterBootstrap {
    private static final GroupVersionResource PRIORITY_CLASSES =
            new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses");

    private ClusterBootstrap() {}

    /// The writes that are missing, in an order in which each finds what it needs. Applied as a
    /// member of `system:masters`, since nobody else has rights yet.
    public static List<Step> plan(ObjectSource objects) {
        var steps = new ArrayList<Step>();
        Priority.SYSTEM.forEach((name, value) -> {
            if (objects.find(PRIORITY_CLASSES.group(), PRIORITY_CLASSES.resource(), ObjectName.cluster(name))
                    .isEmpty()) {
                steps.add(new Step.Create(PRIORITY_CLASSES, priorityClass(name, value)));
            }
        });
        steps.addAll(DefaultRoleReconciliation.plan(objects));
        return List.copyOf(steps);
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
