// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.wiring;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// Makes pods from the template that a workload carries.
public final class PodTemplate {
    private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");

    private PodTemplate() {}

    /// A pod of this owner's `spec.template`, controlled by it, whose name the server completes.
    public static KubeObject pod(KubeObject owner) {
        return pod(owner, owner.at("spec", "template"));
    }

    public static KubeObject pod(KubeObject owner, Json template) {
        var metadata =
                JsonObject.builder().put("generateName", owner.name() + "-").put("namespace", owner.namespace());
        for (String field : List.of("labels", "annotations", "finalizers")) {
            Json value = template.at("metadata", field);
            if (!value.isNull()) {
                metadata.put(field, value);
            }
        }
        return KubeObject.of(POD, new ObjectName(owner.namespace(), ""))
                .with(metadata.build(), "metadata")
                .with(template.at("spec"), "spec")
                .withOwners(List.of(reference(owner)));
    }

    /// The reference by which a workload controls what it made.
    public static OwnerReference reference(KubeObject owner) {
        return new OwnerReference(
                owner.at("apiVersion").text(), owner.at("kind").text(), owner.name(), owner.uid(), true, true);
    }
}
