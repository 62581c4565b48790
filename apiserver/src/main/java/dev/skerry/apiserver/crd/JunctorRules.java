// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// Demands that are put together from others: all of them, one of them, none of them.
final class JunctorRules {
    private JunctorRules() {}

    static void addTo(List<ValueRules.Check> checks, JsonObject schema) {
        List<ValueRules> all = compile(schema.at("allOf"));
        if (!all.isEmpty()) {
            checks.add((value, path, faults) -> {
                all.forEach(rules -> rules.check(value, path, faults));
                long satisfied = satisfied(all, value, path);
                if (satisfied < all.size()) {
                    String none = satisfied == 0 ? ". None validated" : "";
                    faults.add(fault(path, "must validate all the schemas (allOf)" + none));
                }
            });
        }
        List<ValueRules> any = compile(schema.at("anyOf"));
        if (!any.isEmpty()) {
            checks.add((value, path, faults) -> {
                if (satisfied(any, value, path) == 0) {
                    faults.add(fault(path, "must validate at least one schema (anyOf)"));
                }
            });
        }
        List<ValueRules> one = compile(schema.at("oneOf"));
        if (!one.isEmpty()) {
            checks.add((value, path, faults) -> {
                long satisfied = satisfied(one, value, path);
                if (satisfied != 1) {
                    String found = satisfied == 0 ? "Found none valid" : "Found " + satisfied + " valid alternatives";
                    faults.add(fault(path, "must validate one and only one schema (oneOf). " + found));
                }
            });
        }
        if (schema.at("not") instanceof JsonObject not) {
            ValueRules rules = ValueRules.compile(not);
            checks.add((value, path, faults) -> {
                if (rules.isSatisfiedBy(value, path)) {
                    faults.add(fault(path, "must not validate the schema (not)"));
                }
            });
        }
    }

    private static List<ValueRules> compile(Json schemas) {
        return schemas.elements().stream()
                .map(schema -> ValueRules.compile(schema.object()))
                .toList();
    }

    private static long satisfied(List<ValueRules> alternatives, Json value, String path) {
        return alternatives.stream()
                .filter(rules -> rules.isSatisfiedBy(value, path))
                .count();
    }

    /// These stand at no field of their own on the wire; the path is in their text.
    private static FieldError fault(String path, String rule) {
        return FieldError.invalid("<nil>", Json.of(""), Json.of(path) + " " + rule);
    }
}
