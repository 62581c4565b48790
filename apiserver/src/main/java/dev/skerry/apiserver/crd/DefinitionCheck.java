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
import java.util.regex.Pattern;

/// What is wrong with a CustomResourceDefinition, worded as Kubernetes words it.
final class DefinitionCheck {
    private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final String LABEL_RULE = "a DNS-1035 label must consist of lower case alphanumeric characters or"
            + " '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
            + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
    private static final String APPROVAL = "api-approved.kubernetes.io";

    private final KubeObject definition;
    private final Json names;
    private final List<FieldError> faults = new ArrayList<>();

    private DefinitionCheck(KubeObject definition) {
        this.definition = definition;
        this.names = definition.at("spec", "names");
    }

    static List<FieldError> check(KubeObject definition) {
        var check = new DefinitionCheck(definition);
        check.group();
        check.scope();
        check.names();
        check.versions();
        check.schemas();
        check.conversion();
        return check.faults;
    }

    /// What is wrong with a change: what objects are stored under cannot change while there may be some.
    static List<FieldError> checkUpdate(KubeObject definition, KubeObject old) {
        var faults = new ArrayList<>(check(definition));
        List<String[]> fixed = new ArrayList<>();
        fixed.add(new String[] {"spec", "group"});
        fixed.add(new String[] {"spec", "names", "plural"});
        if (DefinitionStatus.isEstablished(old)) {
            fixed.add(new String[] {"spec", "scope"});
            fixed.add(new String[] {"spec", "names", "kind"});
        }
        for (String[] path : fixed) {
            if (!definition.at(path).equals(old.at(path))) {
                faults.add(FieldError.invalid(String.join(".", path), definition.at(path), "field is immutable"));
            }
        }
        Set<Json> versions = new HashSet<>();
        definition.at("spec", "versions").elements().forEach(version -> versions.add(version.at("name")));
        List<Json> stored = old.at("status", "storedVersions").elements();
        for (int i = 0; i < stored.size(); i++) {
            if (!versions.contains(stored.get(i))) {
                faults.add(FieldError.invalid(
                        "status.storedVersions[" + i + "]",
                        stored.get(i),
                        "missing from spec.versions; " + stored.get(i).text()
                                + " was previously a storage version, and must remain in spec.versions until a storage"
                                + " migration ensures no data remains persisted in " + stored.get(i).text()
                                + " and removes " + stored.get(i).text() + " from status.storedVersions"));
            }
        }
        return faults;
    }

    private void group() {
        String group = definition.at("spec", "group").text();
        if (group.isEmpty()) {
            faults.add(FieldError.required("spec.group", ""));
        } else if (!SUBDOMAIN.matcher(group).matches()) {
            faults.add(FieldError.invalid("spec.group", group, "a lowercase RFC 1123 subdomain is required"));
        } else if (!group.contains(".")) {
            faults.add(FieldError.invalid("spec.group", group, "should be a domain with at least one dot"));
        }
        String expected = names.at("plural").text() + "." + group;
        if (!definition.name().equals(expected)) {
            faults.add(FieldError.invalid(
                    "metadata.name", definition.name(), "must be spec.names.plural+\".\"+spec.group"));
        }
        boolean isProtected = group.endsWith(".k8s.io") || group.endsWith(".kubernetes.io");
        if (isProtected && definition.annotations().getOrDefault(APPROVAL, "").isEmpty()) {
            faults.add(FieldError.required(
                    "metadata.annotations[" + APPROVAL + "]",
                    "protected groups must have approval annotation \"" + APPROVAL
                            + "\", see https://github.com/kubernetes/enhancements/pull/1111"));
        }
    }

    private void scope() {
        Json scope = definition.at("spec", "scope");
        if (scope.text().isEmpty()) {
            faults.add(FieldError.required("spec.scope", ""));
        } else if (!Set.of("Cluster", "Namespaced").contains(scope.text())) {
            faults.add(FieldError.notSupported("spec.scope", scope, List.of("Cluster", "Namespaced")));
        }
    }

    private void names() {
        label("spec.names.plural", names.at("plural"));
        label("spec.names.singular", names.at("singular"));
        mixedCase("spec.names.kind", names.at("kind").text());
        mixedCase("spec.names.listKind", names.at("listKind").text());
        if (!names.at("kind").text().isEmpty() && names.at("kind").equals(names.at("listKind"))) {
            faults.add(FieldError.invalid(
                    "spec.names.listKind", names.at("listKind"), "kind and listKind may not be the same"));
        }
        for (String list : List.of("shortNames", "categories")) {
            List<Json> words = names.at(list).elements();
            for (int i = 0; i < words.size(); i++) {
                label("spec.names." + list + "[" + i + "]", words.get(i));
            }
        }
    }

    private void label(String field, Json name) {
        if (name.text().isEmpty()) {
            faults.add(FieldError.required(field, ""));
        } else if (!LABEL.matcher(name.text()).matches()) {
            faults.add(FieldError.invalid(field, name, LABEL_RULE));
        }
    }

    private void mixedCase(String field, String name) {
        if (name.isEmpty()) {
            faults.add(FieldError.required(field, ""));
        } else if (!LABEL.matcher(name.toLowerCase(java.util.Locale.ROOT)).matches()) {
            faults.add(FieldError.invalid(
                    field, name, "may have mixed case, but should otherwise match: " + LABEL_RULE));
        }
    }

    private void versions() {
        List<Json> versions = definition.at("spec", "versions").elements();
        Set<Json> seen = new HashSet<>();
        int stored = 0;
        for (int i = 0; i < versions.size(); i++) {
            Json version = versions.get(i);
            String path = "spec.versions[" + i + "]";
            label(path + ".name", version.at("name"));
            stored += version.at("storage").booleanOr(false) ? 1 : 0;
            if (!seen.add(version.at("name"))) {
                faults.add(FieldError.invalid("spec.versions", definition.at("spec", "versions"), "must contain unique version names"));
            }
            faults.addAll(VersionCheck.check(version, path));
        }
        if (stored != 1) {
            faults.add(FieldError.invalid(
                    "spec.versions",
                    definition.at("spec", "versions"),
                    "must have exactly one version marked as storage version"));
        }
    }

    /// Where all versions have one schema, Kubernetes speaks of it as the definition's own.
    private void schemas() {
        List<Json> versions = definition.at("spec", "versions").elements();
        Set<Json> distinct = new HashSet<>();
        versions.forEach(version -> distinct.add(version.at("schema", "openAPIV3Schema")));
        boolean isShared = distinct.size() == 1 && !distinct.contains(Json.of(null));
        for (int i = 0; i < (isShared ? 1 : versions.size()); i++) {
            Json schema = versions.get(i).at("schema", "openAPIV3Schema");
            if (schema instanceof JsonObject object) {
                faults.addAll(StructuralCheck.check(
                        object,
                        isShared
                                ? "spec.validation.openAPIV3Schema"
                                : "spec.versions[" + i + "].schema.openAPIV3Schema"));
            } else {
                faults.add(FieldError.required(
                        "spec.versions[" + i + "].schema.openAPIV3Schema", "schemas are required"));
            }
        }
    }

    private void conversion() {
        Json preserved = definition.at("spec", "preserveUnknownFields");
        if (preserved.booleanOr(false)) {
            faults.add(FieldError.invalid("spec.preserveUnknownFields", preserved, "must be false"));
        }
        Json strategy = definition.at("spec", "conversion", "strategy");
        if (!strategy.isNull() && !Set.of("None", "Webhook").contains(strategy.text())) {
            faults.add(FieldError.notSupported("spec.conversion.strategy", strategy, List.of("None", "Webhook")));
        }
    }
}
