// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.language;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.skerry.apiserver.cel.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Parses expressions and finds out the types of all their parts.
public final class Checker {
    /// Kubernetes takes expressions of any length that a request can have; a text of this many characters
    /// is checked within a second.
    private static final int CHARACTERS_MAX = 100_000;
    private static final int DEPTH_MAX = 250;

    /// The options that both steps share; comparisons of numbers of different types are in the table.
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableOptionalSyntax(true)
            .enableHiddenAccumulatorVar(true)
            .populateMacroCalls(false)
            .maxExpressionCodePointSize(CHARACTERS_MAX)
            .maxParseRecursionDepth(DEPTH_MAX)
            .build();

    private Checker() {}

    /// What the checker made of an expression.
    public sealed interface Check {
        record Good(CelAbstractSyntaxTree tree) implements Check {}

        /// @param report for whoever wrote the expression, with the place of every mistake
        record Bad(String report) implements Check {}
    }

    /// A variable of an expression.
    public sealed interface VariableType {
        record Shaped(Shape shape) implements VariableType {}

        /// A shape, or nothing yet.
        record Maybe(Shape shape) implements VariableType {}

        /// What another expression has as its type.
        record Computed(CelType type) implements VariableType {}

        /// A type that a library knows by its name.
        record Opaque(String name) implements VariableType {}
    }

    public static Check check(String expression, Map<String, VariableType> variables, boolean hasMutations) {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardEnvironmentEnabled(false)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addMacros(Macros.all())
                .addFunctionDeclarations(FunctionTable.all().declarations(hasMutations));
        CelValidationResult parsed = parser().parse(expression);
        if (parsed.hasError()) {
            return new Check.Bad(report(parsed.getErrors(), expression, "Syntax error: "));
        }
        Set<String> fields = hasMutations ? WrittenFields.of(tree(parsed).getExpr()) : Set.of();
        var types = new Types(fields);
        variables.forEach((name, type) -> builder.addVar(name, typeOf(type, types)));
        TypeNames.declare(builder);
        CelCompiler compiler = builder.setTypeProvider(types).build();
        CelValidationResult checked = compiler.check(tree(parsed));
        if (checked.hasError()) {
            return new Check.Bad(report(checked.getErrors(), expression, ""));
        }
        List<CelIssue> mixed = Literals.check(tree(checked));
        return mixed.isEmpty() ? new Check.Good(tree(checked)) : new Check.Bad(report(mixed, expression, ""));
    }

    private static dev.cel.parser.CelParser parser() {
        return dev.cel.parser.CelParserFactory.standardCelParserBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addMacros(Macros.all())
                .build();
    }

    private static CelType typeOf(VariableType type, Types types) {
        return switch (type) {
            case VariableType.Shaped(Shape shape) -> types.of(shape);
            case VariableType.Maybe(Shape shape) -> OptionalType.create(types.of(shape));
            case VariableType.Computed(CelType computed) -> computed;
            case VariableType.Opaque(String name) -> OpaqueType.create(name);
        };
    }

    private static CelAbstractSyntaxTree tree(CelValidationResult result) {
        try {
            return result.getAst();
        } catch (CelValidationException e) {
            throw new IllegalStateException("an expression without mistakes has no tree", e);
        }
    }

    private static String report(List<CelIssue> issues, String expression, String prefix) {
        List<String> lines = new ArrayList<>();
        for (CelIssue issue : issues) {
            CelSourceLocation place = issue.getSourceLocation();
            int column = Math.max(0, place.getColumn());
            lines.add("ERROR: <input>:" + place.getLine() + ":" + (column + 1) + ": " + prefix
                    + withoutCandidates(issue.getMessage()));
            String line = expression
                    .lines()
                    .skip(Math.max(0, place.getLine() - 1))
                    .findFirst()
                    .orElse("");
            lines.add(" | " + line);
            lines.add(" | " + ".".repeat(column) + "^");
        }
        return String.join("\n", lines);
    }

    /// Kubernetes does not list what would have been possible.
    private static String withoutCandidates(String message) {
        int candidates = message.indexOf(" (candidates:");
        return candidates < 0 ? message : message.substring(0, candidates);
    }

    /// The name of a type as Kubernetes shows it.
    public static String nameOf(CelType type) {
        String parameters = type.parameters().stream().map(Checker::nameOf).collect(Collectors.joining(", "));
        return parameters.isEmpty() ? type.name() : type.name() + "(" + parameters + ")";
    }

    public static boolean isBoolean(CelType type) {
        return type.equals(SimpleType.BOOL);
    }
}
