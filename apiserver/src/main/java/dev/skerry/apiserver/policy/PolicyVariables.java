// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.policy;

import dev.skerry.apiserver.cel.Environment;
import dev.skerry.apiserver.cel.Expression;
import dev.skerry.apiserver.cel.Expression.Evaluation;
import dev.skerry.apiserver.cel.Expressions;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.evaluation.Frame;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.foundation.json.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `variables` of a policy: each an expression over those before it, evaluated when somebody asks, and
/// once only.
record PolicyVariables(Map<String, Compilation> byName, Environment environment) {
    /// @param environment what the first variable sees
    static PolicyVariables compile(List<Json> variables, Environment environment) {
        var byName = new LinkedHashMap<String, Compilation>();
        Environment seen = environment;
        for (Json variable : variables) {
            String name = "variables." + variable.at("name").text();
            Compilation compilation =
                    Expressions.compile(variable.at("expression").text(), seen);
            byName.put(name, compilation);
            if (compilation instanceof Compilation.Compiled(Expression expression)) {
                seen = seen.with(name, expression.type());
            }
        }
        return new PolicyVariables(byName, seen);
    }

    /// These variables before those of a request.
    Frame.Variables over(Frame.Variables request) {
        var known = new HashMap<String, Evaluation>();
        return new Frame.Variables() {
            @Override
            public Optional<Object> find(String name) {
                if (!(byName.get(name) instanceof Compilation.Compiled(Expression expression))) {
                    return request.find(name);
                }
                Evaluation evaluation = known.get(name);
                if (evaluation == null) {
                    evaluation = expression.evaluate(this);
                    known.put(name, evaluation);
                }
                return switch (evaluation) {
                    case Evaluation.Value(Object value, long _) -> Optional.of(value);
                    case Evaluation.Failed(String why, long _) -> throw fault(name, why);
                    case Evaluation.TooCostly(String why, long _) -> throw fault(name, why);
                };
            }
        };
    }

    private static Fault fault(String name, String why) {
        return new Fault(
                "composited variable \"" + name.substring("variables.".length()) + "\" fails to evaluate: " + why);
    }
}
