// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is wrong with a CustomResourceDefinition beyond what is checked of any built-in kind: its schemas,
/// and the versions that it must keep. Worded as Kubernetes words it.
final class DefinitionCheck {
    private static final String APPROVAL = "api-approved.kubernetes.io";

    private DefinitionCheck() {}

    static List<FieldError> check(KubeObject definition) {
        var faults = new ArrayList<FieldError>();
        String group = definition.at("spec", "group").text();
        boolean isProtected = group.endsWith(".k8s.io") || group.endsWith(".kubernetes.io");
        if (isProtected && definition.annotations().getOrDefault(APPROVAL, "").isEmpty()) {
            faults.add(FieldError.required(
                    "metadata.annotations[" + APPROVAL + "]",
                    "protected groups must have approval annotation \"" + APPROVAL
                            + "\", see https://github.com/kubernetes/enhancements/pull/1111"));
        }
        Json preserved = definition.at("spec", "preserveUnknownFields");
        if (preserved.booleanOr(false)) {
            faults.add(FieldError.invalid("spec.preserveUnknownFields", preserved, "must be false"));
        }
        faults.addAll(ConversionCheck.check(definition.at("spec", "conversion"), "spec.conversion"));
        List<Json> versions = definition.at("spec", "versions").elements();
        for (int i = 0; i < versions.size(); i++) {
            faults.addAll(VersionCheck.check(versions.get(i), "spec.versions[" + i + "]"));
        }
        faults.addAll(schemas(versions));
        return faults;
    }

    /// Where all versions have one schema, Kubernetes speaks of it as the definition's own.
    private static List<FieldError> schemas(List<Json> versions) {
        var faults = new ArrayList<FieldError>();
        Set<Json> distinct = new HashSet<>();
        versions.forEach(version -> distinct.add(version.at("schema", "openAPIV3Schema")));
        boolean isShared = distinct.size() == 1;
        for (int i = 0; i < (isShared ? 1 : versions.size()); i++) {
            // That a schema is missing altogether has been found already.
            if (versions.get(i).at("schema", "openAPIV3Schema") instanceof JsonObject schema) {
                String owner = isShared ? "spec.validation" : "spec.versions[" + i + "].schema";
                List<FieldError> shape = StructuralCheck.check(schema, owner + ".openAPIV3Schema");
                faults.addAll(shape);
                // Expressions are looked at in a schema that is right: mistakes would be named twice.
                if (shape.isEmpty()) {
                    faults.addAll(ExpressionCheck.check(schema, owner + ".openAPIV3Schema"));
                }
            }
        }
        return faults;
    }

    /// What is wrong with a change: a version that objects may be stored as must stay.
    static List<FieldError> checkUpdate(KubeObject definition, KubeObject old) {
        var faults = new ArrayList<>(check(definition));
        Set<Json> versions = new HashSet<>();
        definition.at("spec", "versions").elements().forEach(version -> versions.add(version.at("name")));
        List<Json> stored = old.at("status", "storedVersions").elements();
        for (int i = 0; i < stored.size(); i++) {
            String name = stored.get(i).text();
            if (!versions.contains(stored.get(i))) {
                faults.add(FieldError.invalid(
                        "status.storedVersions[" + i + "]",
                        name,
                        "missing from spec.versions; " + name
                                + " was previously a storage version, and must remain in spec.versions until a storage"
                                + " migration ensures no data remains persisted in " + name + " and removes " + name
                                + " from status.storedVersions"));
            }
        }
        return faults;
    }
}
