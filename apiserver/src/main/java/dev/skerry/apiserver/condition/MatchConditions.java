// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.condition;

import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.cel.Environment;
import dev.skerry.apiserver.cel.Expression;
import dev.skerry.apiserver.cel.Expression.Evaluation;
import dev.skerry.apiserver.cel.Expressions;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.evaluation.Frame;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The `matchConditions` of a webhook or a policy: it looks at a write only if all of them hold.
///
/// ```java
/// MatchConditions conditions = MatchConditions.compile(webhook.at("matchConditions"), environment);
/// switch (conditions.match(variables)) { … }
/// ```
public final class MatchConditions {
    /// What the conditions of one webhook or policy may cost together.
    private static final long COST_MAX = 2_500_000;

    /// No conditions: everything is looked at.
    public static final MatchConditions NONE = new MatchConditions(List.of());

    private final List<Condition> conditions;

    private record Condition(String name, Compilation compilation) {}

    private MatchConditions(List<Condition> conditions) {
        this.conditions = conditions;
    }

    /// Whether a write is to be looked at.
    public sealed interface Match {
        record Yes() implements Match {}

        /// @param condition the name of one that does not hold
        record No(String condition) implements Match {}

        /// A condition has no value, and none is false: the failure policy decides.
        record Failed(String why) implements Match {}
    }

    /// @param conditions the array, as the object has it
    /// @param environment [RequestVariables#environment], and what else the conditions may use
    public static MatchConditions compile(Json conditions, Environment environment) {
        var compiled = new ArrayList<Condition>();
        for (Json condition : conditions.elements()) {
            compiled.add(new Condition(
                    condition.at("name").text(),
                    Expressions.compile(condition.at("expression").text(), environment)));
        }
        return new MatchConditions(List.copyOf(compiled));
    }

    /// What is wrong with conditions that somebody wants to store.
    ///
    /// @param path of the array, `webhooks[0].matchConditions`
    public static List<FieldError> check(Json conditions, String path, Environment environment) {
        var faults = new ArrayList<FieldError>();
        List<Json> all = conditions.elements();
        for (int i = 0; i < all.size(); i++) {
            String at = path + "[" + i + "]";
            String expression = all.get(i).at("expression").text();
            if (expression.isBlank()) {
                faults.add(FieldError.required(at + ".expression", ""));
            } else {
                findFault(expression, environment, List.of("bool"))
                        .ifPresent(fault -> faults.add(FieldError.invalid(at + ".expression", expression, fault)));
            }
            if (all.get(i).at("name").text().isEmpty()) {
                faults.add(FieldError.required(at + ".name", ""));
            }
        }
        return faults;
    }

    /// What is wrong with an expression, in the words that clients look for.
    ///
    /// @param types that its value may have, as [Expression#typeName] says them; none for any
    public static Optional<String> findFault(String expression, Environment environment, List<String> types) {
        return switch (Expressions.compile(expression, environment)) {
            case Compilation.Failed(String report) -> Optional.of("compilation failed: " + report);
            case Compilation.Compiled(Expression compiled) -> {
                String type = compiled.typeName();
                boolean fits = types.isEmpty() || types.contains(type);
                yield fits
                        ? Optional.empty()
                        : Optional.of(
                                "must evaluate to " + (types.size() == 1 ? "" : "one of ") + String.join(", ", types));
            }
        };
    }

    public Match match(Frame.Variables variables) {
        long cost = 0;
        Optional<Match> failed = Optional.empty();
        for (Condition condition : conditions) {
            Optional<String> fault = Optional.empty();
            switch (condition.compilation()) {
                case Compilation.Failed(String report) -> fault = Optional.of("compilation failed: " + report);
                case Compilation.Compiled(Expression expression) -> {
                    Evaluation evaluation = expression.evaluate(variables);
                    cost += evaluation.cost();
                    switch (evaluation) {
                        case Evaluation.Value(Object value, long _) -> {
                            if (Boolean.FALSE.equals(value)) {
                                return new Match.No(condition.name());
                            }
                            if (!Boolean.TRUE.equals(value)) {
                                fault = Optional.of("cel expression must evaluate to a bool");
                            }
                        }
                        case Evaluation.Failed(String why, long _) -> fault = Optional.of(why);
                        case Evaluation.TooCostly(String why, long _) -> fault = Optional.of(why);
                    }
                }
            }
            if (failed.isEmpty() && fault.isPresent()) {
                failed = Optional.of(
                        new Match.Failed("expression '" + text(condition) + "' resulted in error: " + fault.get()));
            }
            if (cost > COST_MAX) {
                return new Match.Failed("validation failed due to running out of cost budget, no further validation"
                        + " rules will be run");
            }
        }
        return failed.orElseGet(Match.Yes::new);
    }

    private static String text(Condition condition) {
        return condition.compilation() instanceof Compilation.Compiled(Expression expression)
                ? expression.text()
                : condition.name();
    }
}
