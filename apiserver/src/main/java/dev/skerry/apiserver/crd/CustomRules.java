// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.SchemaDefaults;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.resource.ObjectRules;
import dev.skerry.foundation.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a definition demands of the objects of one of its versions.
final class CustomRules implements ObjectRules {
    private final GroupVersionKind kind;
    private final ObjectSchema schema;
    private final ValueRules rules;
    private final boolean hasDefaults;
    private final Lifecycle lifecycle;

    /// Whether the definition is here to stay.
    enum Lifecycle {
        ACTIVE,
        /// The definition is being deleted, and waits for its objects to go.
        TERMINATING
    }

    CustomRules(GroupVersionKind kind, ObjectSchema schema, JsonObject openApiSchema, Lifecycle lifecycle) {
        this.kind = kind;
        this.schema = schema;
        this.rules = ValueRules.compile(openApiSchema);
        this.hasDefaults = CustomSchema.hasDefaults(openApiSchema);
        this.lifecycle = lifecycle;
    }

    @Override
    public KubeObject withDefaults(KubeObject object) {
        return hasDefaults ? new KubeObject(SchemaDefaults.apply(schema, object.tree())) : object;
    }

    @Override
    public List<FieldError> check(KubeObject object) {
        if (lifecycle == Lifecycle.TERMINATING) {
            throw new StatusException(
                    405,
                    "MethodNotAllowed",
                    "create not allowed while custom resource definition is terminating",
                    JsonObject.EMPTY);
        }
        return faults(object);
    }

    /// What was wrong already and was not touched is tolerated: the definition may have become stricter
    /// after the object was made, and its owner must still be able to change it, or to let it go.
    @Override
    public List<FieldError> checkUpdate(KubeObject object, KubeObject old) {
        List<FieldError> faults = faults(object);
        if (faults.isEmpty()) {
            return faults;
        }
        Set<FieldError> before = new HashSet<>(faults(old));
        return faults.stream().filter(fault -> !before.contains(fault)).toList();
    }

    private List<FieldError> faults(KubeObject object) {
        var faults = new FaultList();
        rules.check(object.tree(), "", faults);
        return faults.faults();
    }

    /// All versions have the same fields (conversion strategy None), but each its own defaults.
    @Override
    public KubeObject converted(KubeObject stored) {
        KubeObject same = stored.kind().equals(kind) ? stored : stored.with(kind.apiVersion(), "apiVersion");
        return withDefaults(same);
    }

    @Override
    public boolean readsDiffer() {
        return hasDefaults;
    }
}
