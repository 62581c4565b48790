// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.policy;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.schema.Schemas;
import dev.skerry.apiserver.cel.Environment;
import dev.skerry.apiserver.cel.Expressions;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.shape.BuiltInShapes;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Checks the expressions of a policy against the types of the built-in kinds that it names outright, for
/// its `status.typeChecking`: a policy that reads a field that no such object has is stored, and warned of.
final class TypeChecking {
    /// As many kinds as are looked at; Kubernetes' number.
    private static final int KINDS_MAX = 10;

    private TypeChecking() {}

    static JsonObject of(KubeObject policy) {
        Map<GroupVersionKind, ObjectSchema> kinds = kinds(policy);
        var warnings = new ArrayList<Json>();
        List<Json> validations = policy.at("spec", "validations").elements();
        for (int i = 0; i < validations.size(); i++) {
            for (String field : List.of("expression", "messageExpression")) {
                String expression = validations.get(i).at(field).text();
                String warning = expression.isEmpty() ? "" : warning(policy, expression, kinds);
                if (!warning.isEmpty()) {
                    warnings.add(JsonObject.of("fieldRef", "spec.validations[" + i + "]." + field, "warning", warning));
                }
            }
        }
        return warnings.isEmpty() ? JsonObject.EMPTY : JsonObject.of("expressionWarnings", new JsonArray(warnings));
    }

    private static String warning(KubeObject policy, String expression, Map<GroupVersionKind, ObjectSchema> kinds) {
        var lines = new ArrayList<String>();
        kinds.forEach((kind, schema) -> {
            Environment environment = CompiledPolicy.environment(policy, BuiltInShapes.of(schema));
            Environment all = PolicyVariables.compile(
                            policy.at("spec", "variables").elements(), environment)
                    .environment();
            if (Expressions.compile(expression, all) instanceof Compilation.Failed(String report)) {
                lines.add(kind.group() + "/" + kind.version() + ", Kind=" + kind.kind() + ": " + report + "\n");
            }
        });
        return String.join("\n", lines);
    }

    private static Map<GroupVersionKind, ObjectSchema> kinds(KubeObject policy) {
        var kinds = new LinkedHashMap<GroupVersionKind, ObjectSchema>();
        for (Json rule : policy.at("spec", "matchConstraints", "resourceRules").elements()) {
            for (Json group : rule.at("apiGroups").elements()) {
                for (Json version : rule.at("apiVersions").elements()) {
                    for (Json resource : rule.at("resources").elements()) {
                        var place = new GroupVersion(group.text(), version.text()).resource(resource.text());
                        Schemas.builtIn()
                                .findResource(place)
                                .map(ResourceType::groupVersionKind)
                                .filter(_ -> kinds.size() < KINDS_MAX)
                                .ifPresent(kind ->
                                        Schemas.builtIn().find(kind).ifPresent(schema -> kinds.put(kind, schema)));
                    }
                }
            }
        }
        return kinds;
    }
}
