// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.apiserver.cel.Environment;
import dev.skerry.apiserver.cel.Expression;
import dev.skerry.apiserver.cel.Expression.Evaluation;
import dev.skerry.apiserver.cel.Expressions;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.shape.Shape;
import dev.skerry.apiserver.cel.shape.ShapedValues;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A compiled expression over the claims of a token, or over the user that comes out of them. Immutable; used by
/// many threads.
public final class ClaimExpression {
    private final Expression expression;
    private final Input input;

    private ClaimExpression(Expression expression, Input input) {
        this.expression = expression;
        this.input = input;
    }

    /// What an expression is about, and how it calls it.
    enum Input {
        CLAIMS("claims", new Shape.Entries(Shape.ANY, Long.MAX_VALUE)),
        USER("user", user());

        private final String variable;
        private final Shape shape;
        private final Environment environment;

        Input(String variable, Shape shape) {
            this.variable = variable;
            this.shape = shape;
            this.environment = Environment.empty().with(variable, shape);
        }

        private static Shape user() {
            Shape text = new Shape.Scalar(Shape.Kind.STRING, Long.MAX_VALUE, 2);
            Shape texts = new Shape.Elements(text, Long.MAX_VALUE, Shape.Order.COUNTS, List.of());
            Shape extra = new Shape.Entries(texts, Long.MAX_VALUE);
            Map<String, Shape> fields = Map.of("username", text, "uid", text, "groups", texts, "extra", extra);
            return new Shape.Fields("kubernetes.UserInfo", () -> fields, 2);
        }
    }

    /// What became of a text.
    sealed interface Compiled {
        record Good(ClaimExpression expression) implements Compiled {}

        record Bad(String why) implements Compiled {}
    }

    /// What became of an evaluation.
    sealed interface Result {
        record Value(Json value) implements Result {}

        record Failed(String why) implements Result {}
    }

    /// @param isRule whether the value must be true or false
    static Compiled compile(String text, Input input, boolean isRule) {
        return switch (Expressions.compile(text, input.environment)) {
            case Compilation.Failed(String report) -> new Compiled.Bad("compilation failed: " + report);
            case Compilation.Compiled(Expression expression)
            when isRule && !expression.typeName().equals("bool") -> new Compiled.Bad("must evaluate to bool");
            case Compilation.Compiled(Expression expression) ->
                new Compiled.Good(new ClaimExpression(expression, input));
        };
    }

    String text() {
        return expression.text();
    }

    /// The claims that the expression names.
    Set<String> claims() {
        return expression.fieldsOf(Input.CLAIMS.variable);
    }

    Result evaluate(JsonObject about) {
        return switch (expression.evaluate(Map.of(input.variable, ShapedValues.of(about, input.shape)))) {
            case Evaluation.Value(Object value, long _) -> json(value);
            case Evaluation.Failed(String why, long _) -> failed(why);
            case Evaluation.TooCostly(String why, long _) -> failed(why);
        };
    }

    private Result json(Object value) {
        try {
            return new Result.Value(ShapedValues.json(value));
        } catch (Fault fault) {
            return failed(fault.message());
        }
    }

    private Result failed(String why) {
        return new Result.Failed("expression '" + text() + "' resulted in error: " + why);
    }
}
