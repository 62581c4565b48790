// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.cel.Expression;
import dev.skerry.apiserver.cel.Expression.Evaluation;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.evaluation.Frame;
import dev.skerry.apiserver.cel.shape.Shape;
import dev.skerry.apiserver.cel.shape.ShapedValues;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Judges one object by the expressions of its definition. All together may cost so much and no more.
///
/// A part that is as it was before may go on breaking rules: they may have come after the object. Rules
/// that compare with the value before are for such a value only.
final class ExpressionJudge {
    private static final long COST_MAX = 10_000_000;
    private static final int MESSAGE_BYTES_MAX = 5 * 1024;
    private static final String OUT_OF_BUDGET =
            "validation failed due to running out of cost budget, no further validation rules will be run";

    private final FaultList faults;
    private long left = COST_MAX;

    private ExpressionJudge(FaultList faults) {
        this.faults = faults;
    }

    /// @param old the object before; empty for a new one
    static void judge(ExpressionRules rules, Json object, Optional<Json> old, FaultList faults) {
        var judge = new ExpressionJudge(faults);
        judge.part(rules, new Part(object, old, "", old.filter(object::equals).isPresent()));
    }

    /// A value in the object.
    ///
    /// @param isUntouched as it was before
    private record Part(Json value, Optional<Json> old, String path, boolean isUntouched) {
        Part inner(Json inner, Optional<Json> before, String at) {
            boolean isSame = before.map(inner::equals).orElse(isUntouched);
            return new Part(inner, before, at, isSame);
        }
    }

    private void part(ExpressionRules rules, Part part) {
        if (part.value().isNull() || left < 0 || faults.isFull()) {
            return;
        }
        rules.shape().ifPresent(shape -> {
            for (ValidationRule rule : rules.rules()) {
                if (left >= 0) {
                    rule(rule, shape, part);
                }
            }
        });
        switch (part.value()) {
            case JsonObject object ->
                object.forEach((name, value) -> {
                    ExpressionRules inner = rules.fields().get(name);
                    Optional<Json> before =
                            part.old().filter(old -> old.object().has(name)).map(old -> old.at(name));
                    if (inner != null) {
                        part(inner, part.inner(value, before, ValueRules.child(part.path(), name)));
                    } else {
                        rules.elements()
                                .ifPresent(elements ->
                                        part(elements, part.inner(value, before, part.path() + "[" + name + "]")));
                    }
                });
            case JsonArray(List<Json> values) ->
                rules.elements().ifPresent(elements -> {
                    for (int i = 0; i < values.size(); i++) {
                        Json value = values.get(i);
                        Optional<Json> before = part.old().flatMap(old -> rules.findCounterpart(value, old));
                        part(elements, part.inner(value, before, part.path() + "[" + i + "]"));
                    }
                });
            default -> {
                // Nothing is inside.
            }
        }
    }

    private void rule(ValidationRule rule, Shape shape, Part part) {
        if (rule.usesOldSelf() && part.old().filter(old -> !old.isNull()).isEmpty() && !rule.hasOptionalOldSelf()) {
            return;
        }
        Frame.Variables variables = variables(rule, shape, part);
        switch (rule.rule()) {
            case Compilation.Failed(String report) -> invalid(part, "rule compile error: " + report);
            case Compilation.Compiled(Expression expression) -> {
                Evaluation evaluation = expression.evaluate(variables);
                left -= evaluation.cost();
                if (left < 0) {
                    invalid(part, OUT_OF_BUDGET);
                    return;
                }
                switch (evaluation) {
                    case Evaluation.Value(Object value, long _) -> {
                        if (!Boolean.TRUE.equals(value)) {
                            broken(rule, part, variables);
                        }
                    }
                    case Evaluation.Failed(String why, long _) ->
                        invalid(
                                part,
                                why.startsWith("no such overload")
                                        ? "'" + why
                                                + "': call arguments did not match a supported operator, function or"
                                                + " macro signature for rule: " + rule.shown()
                                        : why + " evaluating rule: " + rule.shown());
                    case Evaluation.TooCostly(String why, long _) -> {
                        invalid(
                                part,
                                "'" + why + "': no further validation rules will be run due to call cost exceeds limit"
                                        + " for rule: " + rule.shown());
                        left = -1;
                    }
                }
            }
        }
    }

    private static Frame.Variables variables(ValidationRule rule, Shape shape, Part part) {
        Object self = ShapedValues.of(part.value(), shape);
        Optional<Object> old =
                part.old().filter(before -> !before.isNull()).map(before -> ShapedValues.of(before, shape));
        if (rule.hasOptionalOldSelf()) {
            Map<String, Object> values = Map.of("self", self, "oldSelf", old);
            return name -> Optional.ofNullable(values.get(name));
        }
        return name -> name.equals("self") ? Optional.of(self) : old.filter(_ -> name.equals("oldSelf"));
    }

    private void broken(ValidationRule rule, Part part, Frame.Variables variables) {
        if (part.isUntouched() && !rule.usesOldSelf()) {
            return;
        }
        String detail = rule.message()
                .flatMap(message -> findMessage(message, variables))
                .orElse(rule.fixedMessage());
        String path = part.path() + rule.words().at("fieldPath").text();
        String at = path.startsWith(".") ? path.substring(1) : path;
        faults.add(
                switch (rule.words().at("reason").text()) {
                    case "FieldValueForbidden" -> FieldError.forbidden(shown(at), detail);
                    case "FieldValueRequired" -> FieldError.required(shown(at), detail);
                    case "FieldValueDuplicate" ->
                        new FieldError(FieldError.Type.DUPLICATE, shown(at), part.value(), detail);
                    default -> fault(part, shown(at), detail);
                });
    }

    private Optional<String> findMessage(Compilation compilation, Frame.Variables variables) {
        if (!(compilation instanceof Compilation.Compiled(Expression expression))) {
            return Optional.empty();
        }
        Evaluation evaluation = expression.evaluate(variables);
        left -= evaluation.cost();
        if (!(evaluation instanceof Evaluation.Value(Object value, long _)) || !(value instanceof String text)) {
            return Optional.empty();
        }
        String message = text.strip();
        boolean isUsable = !message.isEmpty() && message.length() <= MESSAGE_BYTES_MAX && !message.contains("\n");
        return isUsable ? Optional.of(message) : Optional.empty();
    }

    private void invalid(Part part, String detail) {
        faults.add(fault(part, shown(part.path()), detail));
    }

    /// Whole objects and lists are not shown in messages.
    private static FieldError fault(Part part, String path, String detail) {
        boolean isWhole = part.value() instanceof JsonObject || part.value() instanceof JsonArray;
        return isWhole ? FieldError.invalidWhole(path, detail) : FieldError.invalid(path, part.value(), detail);
    }

    /// Kubernetes' name for the object itself.
    private static String shown(String path) {
        return path.isEmpty() ? "<nil>" : path;
    }
}
