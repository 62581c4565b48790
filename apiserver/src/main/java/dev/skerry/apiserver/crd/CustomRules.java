// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.schema.SchemaDefaults;
import dev.skerry.api.validation.FieldError;
import dev.skerry.api.validation.Validation;
import dev.skerry.apiserver.resource.ObjectRules;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a definition demands of the objects of one of its versions.
final class CustomRules implements ObjectRules {
    private final GroupVersionKind kind;
    private final String storageVersion;
    private final Conversion conversion;
    private final ObjectSchema schema;
    private final ValueRules rules;
    private final JsonObject openApiSchema;
    private final boolean hasExpressions;
    private final boolean hasDefaults;
    private final Lifecycle lifecycle;
    private final ResourceType.Scope scope;
    private final String deprecation;

    /// Compiled when first needed; two threads may both do it, and find the same.
    private volatile Optional<ExpressionRules> expressions = Optional.empty();

    /// Whether the definition is here to stay.
    enum Lifecycle {
        ACTIVE,
        /// The definition is being deleted, and waits for its objects to go.
        TERMINATING
    }

    /// @param version one of the definition's
    CustomRules(KubeObject definition, Json version, ObjectSchema schema, Conversion conversion) {
        JsonObject openApiSchema = version.at("schema", "openAPIV3Schema").object();
        String group = definition.at("spec", "group").text();
        String kindName = definition.at("status", "acceptedNames", "kind").text();
        this.kind = new GroupVersion(group, version.at("name").text()).kind(kindName);
        this.storageVersion = new GroupVersion(group, storageVersion(definition)).toString();
        this.conversion = conversion;
        this.schema = schema;
        this.openApiSchema = openApiSchema;
        this.hasExpressions = ExpressionRules.isIn(openApiSchema);
        this.rules = ValueRules.compile(openApiSchema);
        this.hasDefaults = CustomSchema.hasDefaults(openApiSchema);
        this.lifecycle = definition.isBeingDeleted() ? Lifecycle.TERMINATING : Lifecycle.ACTIVE;
        this.scope = scope(definition);
        this.deprecation = version.at("deprecated").booleanOr(false)
                ? version.at("deprecationWarning").textOr(kind + " is deprecated")
                : "";
    }

    private static String storageVersion(KubeObject definition) {
        return definition.at("spec", "versions").elements().stream()
                .filter(version -> version.at("storage").booleanOr(false))
                .map(version -> version.at("name").text())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no version is the storage version"));
    }

    static ResourceType.Scope scope(KubeObject definition) {
        return definition.at("spec", "scope").text().equals("Namespaced")
                ? ResourceType.Scope.NAMESPACED
                : ResourceType.Scope.CLUSTER;
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
        var faults = new ArrayList<>(Validation.createMetadata(kind, object, scope));
        faults.addAll(faults(object));
        faults.addAll(broken(object, Optional.empty(), faults));
        return faults;
    }

    /// What was wrong already and was not touched is tolerated: the definition may have become stricter
    /// after the object was made, and its owner must still be able to change it, or to let it go.
    @Override
    public List<FieldError> checkUpdate(KubeObject object, KubeObject old) {
        var faults = new ArrayList<>(Validation.updateMetadata(object, old));
        List<FieldError> now = faults(object);
        if (!now.isEmpty()) {
            Set<FieldError> before = new HashSet<>(faults(old));
            now.stream().filter(fault -> !before.contains(fault)).forEach(faults::add);
        }
        faults.addAll(broken(object, Optional.of(old.tree()), faults));
        return faults;
    }

    /// What the expressions say; nothing of an object that is not as the schema says, which they rely on.
    private List<FieldError> broken(KubeObject object, Optional<Json> old, List<FieldError> known) {
        if (!hasExpressions || !known.isEmpty()) {
            return List.of();
        }
        ExpressionRules compiled = expressions.orElseGet(() -> ExpressionRules.compile(openApiSchema, true));
        expressions = Optional.of(compiled);
        var faults = new FaultList();
        ExpressionJudge.judge(compiled, object.tree(), old, faults);
        return faults.faults();
    }

    private List<FieldError> faults(KubeObject object) {
        var faults = new FaultList();
        rules.check(object.tree(), "", faults);
        return faults.faults();
    }

    /// Each version has its own defaults, whoever converts.
    @Override
    public KubeObject converted(KubeObject stored) {
        return stored.kind().equals(kind)
                ? withDefaults(stored)
                : converted(List.of(stored)).getFirst();
    }

    @Override
    public List<KubeObject> converted(List<KubeObject> stored) {
        return conversion.converted(stored, kind.apiVersion()).stream()
                .map(this::withDefaults)
                .toList();
    }

    @Override
    public boolean isConvertedElsewhere() {
        return conversion.isElsewhere();
    }

    @Override
    public KubeObject inStorageVersion(KubeObject object) {
        return conversion.converted(List.of(object), storageVersion).getFirst();
    }

    @Override
    public Optional<String> findDeprecation() {
        return deprecation.isEmpty() ? Optional.empty() : Optional.of(deprecation);
    }

    @Override
    public boolean readsDiffer() {
        return hasDefaults;
    }
}
