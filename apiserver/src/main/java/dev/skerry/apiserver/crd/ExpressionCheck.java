// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.cel.Expression;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.cost.CostRange;
import dev.skerry.apiserver.cel.shape.OpenApiShapes;
import dev.skerry.apiserver.cel.shape.Shape;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is wrong with the `x-kubernetes-validations` of a schema: expressions that do not compile, and those
/// that could cost too much, alone or together, given how many values they are about.
final class ExpressionCheck {
    private static final long RULE_COST_MAX = 10_000_000;
    private static final long DEFINITION_COST_MAX = 100_000_000;
    /// How many of the expensive rules are named.
    private static final int NAMED_MAX = 4;

    private static final String KEYWORD = "x-kubernetes-validations";
    private static final Set<String> REASONS =
            Set.of("FieldValueRequired", "FieldValueForbidden", "FieldValueInvalid", "FieldValueDuplicate");

    private final List<FieldError> faults = new ArrayList<>();
    private final Map<String, Long> costs = new LinkedHashMap<>();
    private long total;

    private ExpressionCheck() {}

    /// @param path of the schema
    static List<FieldError> check(JsonObject schema, String path) {
        if (!ExpressionRules.isIn(schema)) {
            return List.of();
        }
        var check = new ExpressionCheck();
        check.schema(schema, new Place(path, true, Optional.of(1L), Optional.empty()));
        if (check.total > DEFINITION_COST_MAX) {
            check.costs.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .limit(NAMED_MAX)
                    .forEach(
                            cost -> check.faults.add(
                                    FieldError.forbidden(
                                            cost.getKey(),
                                            "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")));
            check.faults.add(FieldError.forbidden(
                    path,
                    tooCostly(
                            "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                            check.total,
                            DEFINITION_COST_MAX)));
        }
        return check.faults;
    }

    /// Where a schema stands.
    ///
    /// @param count how many values there can be; empty if nothing limits it
    /// @param uncorrelatable what stops values from being compared with those before
    private record Place(String path, boolean isRoot, Optional<Long> count, Optional<String> uncorrelatable) {}

    private void schema(JsonObject schema, Place place) {
        Optional<Shape> shape = OpenApiShapes.find(schema, place.isRoot());
        List<Json> rules = schema.at(KEYWORD).elements();
        for (int i = 0; i < rules.size(); i++) {
            String at = place.path() + "." + KEYWORD + "[" + i + "]";
            if (words(rules.get(i), at)) {
                Json rule = rules.get(i);
                shape.ifPresent(known -> rule(ValidationRule.compile(rule, known), known, place, at));
            }
        }
        Optional<Long> inner = inner(schema, place.count());
        schema.at("properties").object().forEach((name, property) -> {
            if (ExpressionRules.isIn(property)) {
                schema(property.object(), below(property, place, ".properties[" + name + "]", inner, false));
            }
        });
        boolean isMixed = schema.at("type").text().equals("array")
                && !schema.at("x-kubernetes-list-type").text().equals("map");
        for (String part : List.of("items", "additionalProperties")) {
            if (ExpressionRules.isIn(schema.at(part))) {
                schema(
                        schema.at(part).object(),
                        below(schema.at(part), place, "." + part, inner, isMixed && part.equals("items")));
            }
        }
    }

    private static Place below(Json schema, Place place, String part, Optional<Long> count, boolean isMixed) {
        return new Place(
                place.path() + part,
                schema.at("x-kubernetes-embedded-resource").booleanOr(false),
                count,
                isMixed && place.uncorrelatable().isEmpty() ? Optional.of(place.path()) : place.uncorrelatable());
    }

    /// How many values there can be of what is in a schema.
    private static Optional<Long> inner(JsonObject schema, Optional<Long> count) {
        return count.flatMap(outer -> {
            Json limit = schema.at("type").text().equals("array")
                    ? schema.at("maxItems")
                    : schema.at("additionalProperties") instanceof JsonObject ? schema.at("maxProperties") : Json.of(1);
            return limit.isNull()
                    ? Optional.empty()
                    : Optional.of(CostRange.product(outer, Math.max(0, limit.longOr(0))));
        });
    }

    /// Whether the words of a rule are good enough to look at its expressions.
    private boolean words(Json rule, String at) {
        int before = faults.size();
        String message = rule.at("message").text();
        if (rule.at("rule").text().isBlank()) {
            faults.add(FieldError.required(at + ".rule", "rule is not specified"));
        } else if (!message.isEmpty() && message.isBlank()) {
            faults.add(FieldError.invalid(at + ".message", message, "must be non-empty if specified"));
        } else if (message.strip().contains("\n")) {
            faults.add(FieldError.invalid(at + ".message", message, "must not contain line breaks"));
        } else if (rule.at("rule").text().strip().contains("\n") && message.isBlank()) {
            faults.add(FieldError.required(at + ".message", "message must be specified if rule contains line breaks"));
        }
        String computed = rule.at("messageExpression").text();
        if (!computed.isEmpty() && computed.isBlank()) {
            faults.add(FieldError.required(at + ".messageExpression", "must be non-empty if specified"));
        }
        Json reason = rule.at("reason");
        if (!reason.isNull() && !REASONS.contains(reason.text())) {
            faults.add(FieldError.notSupported(at + ".reason", reason, REASONS));
        }
        return faults.size() == before;
    }

    private void rule(ValidationRule rule, Shape shape, Place place, String at) {
        switch (rule.rule()) {
            case Compilation.Failed(String report) -> wrong(rule, at + ".rule", "compilation failed: " + report);
            case Compilation.Compiled(Expression expression) -> {
                if (!expression.typeName().equals("bool")) {
                    wrong(rule, at + ".rule", "cel expression must evaluate to a bool");
                    return;
                }
                long count = place.count().orElse(OpenApiShapes.REQUEST_BYTES_MAX / (shape.bytesMinimum() + 1));
                cost(expression, count, "estimated rule cost", at + ".rule");
            }
        }
        rule.message().ifPresent(message -> {
            switch (message) {
                case Compilation.Failed(String report) ->
                    wrong(rule, at + ".messageExpression", "messageExpression compilation failed: " + report);
                case Compilation.Compiled(Expression expression) -> {
                    if (!expression.typeName().equals("string")) {
                        wrong(rule, at + ".messageExpression", "messageExpression must evaluate to a string");
                    } else {
                        cost(expression, 1, "estimated messageExpression cost", at + ".messageExpression");
                    }
                }
            }
        });
        if (rule.usesOldSelf()) {
            place.uncorrelatable()
                    .ifPresent(where -> faults.add(FieldError.invalid(
                            at + ".rule",
                            rule.words().at("rule"),
                            "oldSelf cannot be used on the uncorrelatable portion of the schema within " + where)));
        } else if (!rule.words().at("optionalOldSelf").isNull()) {
            faults.add(FieldError.invalid(
                    at + ".optionalOldSelf",
                    rule.words().at("optionalOldSelf"),
                    "may not be set if oldSelf is not used in rule"));
        }
    }

    private void wrong(ValidationRule rule, String path, String detail) {
        faults.add(FieldError.invalid(path, rule.words(), detail));
    }

    private void cost(Expression expression, long count, String what, String path) {
        long cost = CostRange.product(expression.foretoldCost().most(), count);
        total = CostRange.sum(total, cost);
        if (cost > DEFINITION_COST_MAX / 100) {
            costs.put(path, cost);
        }
        if (cost > RULE_COST_MAX) {
            faults.add(FieldError.forbidden(path, tooCostly(what, cost, RULE_COST_MAX)));
        }
    }

    private static String tooCostly(String what, long cost, long costMax) {
        double factor = (double) cost / costMax;
        String times =
                factor > 100 ? "more than 100x" : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
        return what + " exceeds budget by factor of " + times
                + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps,"
                + " and strings are declared)";
    }
}
