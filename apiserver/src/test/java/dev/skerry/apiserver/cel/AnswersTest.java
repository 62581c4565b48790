// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.cel.Expression.Evaluation;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.cost.CostRange;
import dev.skerry.apiserver.cel.shape.OpenApiShapes;
import dev.skerry.apiserver.cel.shape.Shape;
import dev.skerry.apiserver.cel.shape.ShapedValues;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Compares values, failures, costs and foretold costs with what Kubernetes' own engine (1.36) answered for
/// the same expressions over the same object; `answers.txt` holds its answers, expression by expression.
class AnswersTest {
    private static final Shape SHAPE = OpenApiShapes.find(
                    JsonReader.read(text("schema.json")).object(), true)
            .orElseThrow();
    private static final Object SELF = ShapedValues.of(JsonReader.read(text("object.json")), SHAPE);
    private static final Environment ENVIRONMENT = Environment.empty().with("self", SHAPE);

    @TestFactory
    List<DynamicTest> answersAsKubernetesDoes() {
        var tests = new ArrayList<DynamicTest>();
        String expression = "";
        var expected = new StringBuilder();
        for (String line : (text("answers.txt") + "\nend").split("\n")) {
            if (line.startsWith("    ")) {
                expected.append(line).append('\n');
            } else {
                if (!expected.isEmpty()) {
                    String asked = expression;
                    String wanted = expected.toString();
                    tests.add(DynamicTest.dynamicTest(
                            asked, () -> assertThat(answer(asked)).as(asked).isEqualTo(wanted)));
                }
                expression = line;
                expected.setLength(0);
            }
        }
        return tests;
    }

    private static String answer(String text) {
        return switch (Expressions.compile(text, ENVIRONMENT)) {
            case Compilation.Failed(String report) ->
                "    does not compile: " + report.replace("\n", "\n        ") + "\n";
            case Compilation.Compiled(Expression expression) -> {
                Evaluation evaluation = expression.evaluate(Map.of("self", SELF));
                CostRange foretold = expression.foretoldCost();
                String result = switch (evaluation) {
                    case Evaluation.Value(Object value, long _) -> Shown.text(value);
                    case Evaluation.Failed(String why, long _) -> "fails: " + why;
                    case Evaluation.TooCostly(String why, long _) -> "fails: " + why;
                };
                yield "    " + result + "\n    cost " + evaluation.cost() + ", foretold " + foretold.least() + " to "
                        + (foretold.most() > 100_000_000_000_000_000L ? "unlimited" : foretold.most()) + "\n";
            }
        };
    }

    private static String text(String name) {
        try (InputStream in = AnswersTest.class.getResourceAsStream(name)) {
            return new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Values as the answers show them.
    private static final class Shown {
        private static String text(Object value) {
            return switch (value) {
                case String text -> Json.of(text).toString();
                case List<?> list ->
                    list.stream().map(Shown::text).collect(java.util.stream.Collectors.joining(", ", "[", "]"));
                case dev.skerry.apiserver.cel.value.CelMap map ->
                    map.keys().stream()
                            .map(key -> text(key) + ": " + text(map.find(key).orElseThrow()))
                            .sorted()
                            .collect(java.util.stream.Collectors.joining(", ", "{", "}"));
                case dev.skerry.apiserver.cel.value.Bytes bytes ->
                    "bytes " + java.util.HexFormat.of().formatHex(bytes.toArray());
                case java.time.Duration duration -> dev.skerry.apiserver.cel.shape.Durations.text(duration);
                case dev.skerry.foundation.json.JsonNull _ -> "null";
                case Double number ->
                    number == Math.rint(number) ? Long.toString(number.longValue()) : number.toString();
                default -> value.toString();
            };
        }
    }
}
