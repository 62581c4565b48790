// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.policy;

import dev.skerry.apiserver.cel.Expression;
import dev.skerry.apiserver.cel.Expression.Evaluation;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.evaluation.Frame;
import dev.skerry.foundation.json.JsonNull;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a validating policy says of one write with one parameter. The cost of all its expressions together
/// is bounded.
final class Verdicts {
    private static final long COST_MAX = 10_000_000;
    private static final int MESSAGE_CHARACTERS_MAX = 5 * 1024;

    private final CompiledPolicy policy;
    private final Frame.Variables variables;
    private long cost;

    /// Something that the policy does not like.
    ///
    /// @param index of the validation
    record Verdict(int index, String message, String reason) {}

    /// A fact for the audit log.
    record Remark(String key, String value) {}

    Verdicts(CompiledPolicy policy, Frame.Variables request) {
        this.policy = policy;
        this.variables = policy.variables().over(request);
    }

    List<Verdict> refusals() {
        var verdicts = new ArrayList<Verdict>();
        for (int i = 0; i < policy.checks().size(); i++) {
            CompiledPolicy.Check check = policy.checks().get(i);
            switch (evaluate(check.expression())) {
                case Evaluation.Value(Object value, long _) -> {
                    if (!Boolean.TRUE.equals(value)) {
                        verdicts.add(new Verdict(
                                i, message(check), check.words().at("reason").textOr("Invalid")));
                    }
                }
                case Evaluation.Failed(String why, long _) ->
                    failed(i, check, why).ifPresent(verdicts::add);
                case Evaluation.TooCostly(String why, long _) ->
                    failed(i, check, why).ifPresent(verdicts::add);
            }
        }
        return verdicts;
    }

    List<Remark> remarks() {
        var remarks = new ArrayList<Remark>();
        for (CompiledPolicy.Note note : policy.notes()) {
            if (evaluate(note.value()) instanceof Evaluation.Value(Object value, long _)
                    && value instanceof String text
                    && !text.isBlank()) {
                remarks.add(new Remark(note.key(), text.strip()));
            }
        }
        return remarks;
    }

    /// Why an annotation cannot be written, where that must stop the write.
    Optional<String> findFailedNote() {
        for (CompiledPolicy.Note note : policy.notes()) {
            Optional<String> why = switch (evaluate(note.value())) {
                case Evaluation.Value(Object value, long _) ->
                    value instanceof String || value instanceof JsonNull
                            ? Optional.empty()
                            : Optional.of("valueExpression of '" + note.key()
                                    + "' resulted in unsupported return type. Return type must be either string or"
                                    + " null.");
                case Evaluation.Failed(String failure, long _) -> Optional.of(failure);
                case Evaluation.TooCostly(String failure, long _) -> Optional.of(failure);
            };
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    private Optional<Verdict> failed(int index, CompiledPolicy.Check check, String why) {
        return policy.failsOpen()
                ? Optional.empty()
                : Optional.of(new Verdict(
                        index,
                        "expression '" + check.words().at("expression").text() + "' resulted in error: " + why,
                        "Invalid"));
    }

    private Evaluation evaluate(Compilation compilation) {
        if (cost > COST_MAX) {
            return new Evaluation.TooCostly(
                    "validation failed due to running out of cost budget, no further validation rules will be run", 0);
        }
        return switch (compilation) {
            case Compilation.Failed(String report) -> new Evaluation.Failed("compilation failed: " + report, 0);
            case Compilation.Compiled(Expression expression) -> {
                Evaluation evaluation = expression.evaluate(variables);
                cost += evaluation.cost();
                yield evaluation;
            }
        };
    }

    private String message(CompiledPolicy.Check check) {
        Optional<String> computed = check.message().flatMap(this::findMessage);
        if (computed.isPresent()) {
            return computed.get();
        }
        String fixed = check.words().at("message").text().strip();
        return fixed.isEmpty()
                ? "failed expression: " + check.words().at("expression").text().strip()
                : fixed;
    }

    private Optional<String> findMessage(Compilation compilation) {
        if (!(evaluate(compilation) instanceof Evaluation.Value(Object value, long _))
                || !(value instanceof String text)) {
            return Optional.empty();
        }
        String message = text.strip();
        boolean isUsable = !message.isEmpty() && message.length() <= MESSAGE_CHARACTERS_MAX && !message.contains("\n");
        return isUsable ? Optional.of(message) : Optional.empty();
    }
}
