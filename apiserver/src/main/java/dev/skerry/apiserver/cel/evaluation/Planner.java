// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.evaluation;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.skerry.apiserver.cel.language.FunctionTable;
import dev.skerry.apiserver.cel.language.TypeNames;
import dev.skerry.apiserver.cel.value.Bytes;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.apiserver.cel.value.Unsigned;
import dev.skerry.foundation.json.JsonNull;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Turns a checked tree into steps.
public final class Planner {
    private static final Set<String> CONVERSIONS =
            Set.of("bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "uint");

    private final CelAbstractSyntaxTree tree;
    private final Map<String, Function> functions;

    private Planner(CelAbstractSyntaxTree tree, Map<String, Function> functions) {
        this.tree = tree;
        this.functions = functions;
    }

    /// @param functions what they do, by overload
    public static Step plan(CelAbstractSyntaxTree tree, Map<String, Function> functions) {
        return new Planner(tree, functions).step(tree.getExpr());
    }

    private Step step(CelExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT -> new Step.Constant(constant(expression.constant()));
            case IDENT -> named(expression);
            case SELECT -> select(expression);
            case CALL -> call(expression);
            case LIST -> list(expression.list());
            case MAP -> map(expression.map());
            case STRUCT ->
                new Step.MapOf(
                        expression.struct().entries().stream()
                                .map(entry -> new Step.MapOf.Entry(
                                        new Step.Constant(entry.fieldKey()),
                                        step(entry.value()),
                                        entry.optionalEntry()))
                                .toList(),
                        Costs.STRUCT);
            case COMPREHENSION -> fold(expression.comprehension());
            case NOT_SET -> throw new IllegalStateException("an expression without a kind");
        };
    }

    /// What is made of constants only is made once, and costs nothing.
    private static Step folded(List<Step> parts, Step whole) {
        boolean isConstant = parts.stream().allMatch(Step.Constant.class::isInstance);
        return isConstant
                ? new Step.Constant(whole.value(new Frame(_ -> Optional.empty(), new Meter(Long.MAX_VALUE))))
                : whole;
    }

    private Step list(CelExpr.CelList list) {
        List<Step> elements = steps(list.elements());
        Step made = new Step.ListOf(elements, List.copyOf(list.optionalIndices()));
        return list.optionalIndices().isEmpty() ? folded(elements, made) : made;
    }

    private Step map(CelExpr.CelMap map) {
        List<Step.MapOf.Entry> entries = map.entries().stream()
                .map(entry -> new Step.MapOf.Entry(step(entry.key()), step(entry.value()), entry.optionalEntry()))
                .toList();
        List<Step> parts = entries.stream()
                .flatMap(entry -> Stream.of(entry.key(), entry.value()))
                .toList();
        Step made = new Step.MapOf(entries, Costs.MAP);
        boolean isPlain = entries.stream().noneMatch(Step.MapOf.Entry::isOptional);
        return isPlain ? folded(parts, made) : made;
    }

    private List<Step> steps(List<CelExpr> expressions) {
        return expressions.stream().map(this::step).toList();
    }

    private Step named(CelExpr expression) {
        CelReference reference = tree.getReferenceMap().get(expression.id());
        String name = reference == null ? expression.ident().name() : reference.name();
        return TypeNames.find(name).<Step>map(Step.Constant::new).orElseGet(() -> new Step.Variable(name));
    }

    private Step select(CelExpr expression) {
        CelReference reference = tree.getReferenceMap().get(expression.id());
        if (reference != null) {
            // A name with dots in it, `google.protobuf.Duration`.
            return TypeNames.find(reference.name())
                    .<Step>map(Step.Constant::new)
                    .orElseGet(() -> new Step.Variable(reference.name()));
        }
        CelExpr operand = expression.select().operand();
        String field = expression.select().field();
        return expression.select().testOnly()
                ? new Access.Has(step(operand), field)
                : new Access.Select(step(operand), field);
    }

    private Step fold(CelExpr.CelComprehension loop) {
        return new Fold(
                loop.iterVar(),
                loop.iterVar2(),
                loop.accuVar(),
                new Fold.Parts(
                        step(loop.iterRange()),
                        step(loop.accuInit()),
                        step(loop.loopCondition()),
                        step(loop.loopStep()),
                        step(loop.result())));
    }

    private Step call(CelExpr expression) {
        var arguments = new ArrayList<CelExpr>();
        // A function whose name has dots looks like a method of something; the checker knows better.
        List<String> overloads = tree.getReferenceMap().containsKey(expression.id())
                ? tree.getReference(expression.id())
                        .map(CelReference::overloadIds)
                        .orElseThrow()
                : List.of();
        boolean isMember = overloads.isEmpty()
                || FunctionTable.all().signature(overloads.getFirst()).isMember();
        if (isMember) {
            expression.call().target().ifPresent(arguments::add);
        }
        arguments.addAll(expression.call().args());
        List<Step> steps = steps(arguments);
        return switch (expression.call().function()) {
            case "_&&_" -> new Step.Junction(true, steps.get(0), steps.get(1));
            case "_||_" -> new Step.Junction(false, steps.get(0), steps.get(1));
            case "_?_:_" -> new Step.Choice(steps.get(0), unmetered(steps.get(1)), unmetered(steps.get(2)));
            case "@not_strictly_false" -> new Step.NotStrictlyFalse(steps.getFirst());
            case "_[_]" -> new Access.Index(rooted(steps.get(0)), unmetered(steps.get(1)));
            case "_[?_]", "_?._" -> new Access.MaybePart(rooted(steps.get(0)), unmetered(steps.get(1)));
            default ->
                converted(
                        expression.call().function(),
                        new Call(overloads.stream().map(this::overload).toList(), steps));
        };
    }

    /// A constant that is converted is converted once. One that cannot be fails in every evaluation.
    private static Step converted(String function, Call call) {
        boolean isConversion =
                CONVERSIONS.contains(function) && call.arguments().size() == 1;
        if (!isConversion) {
            return call;
        }
        try {
            return folded(call.arguments(), call);
        } catch (Fault _) {
            return call;
        }
    }

    /// The same value, without the charge for the variable that it starts from: Kubernetes does not count
    /// it for branches of a choice and for keys.
    private static Step unmetered(Step step) {
        return switch (step) {
            case Step.Variable variable -> (Step) frame -> frame.valueOf(variable.name());
            case Access.Select select -> new Access.Select(unmetered(select.operand()), select.field());
            default -> step;
        };
    }

    /// What is reached into is charged once more where it does not start from a variable.
    private static Step rooted(Step step) {
        boolean isPath = step instanceof Step.Variable
                || step instanceof Access.Select
                || step instanceof Access.Index
                || step instanceof Access.MaybePart;
        return isPath
                ? step
                : frame -> {
                    Object value = step.value(frame);
                    frame.meter().charge(1);
                    return value;
                };
    }

    private Overload overload(String id) {
        Function body = functions.get(id);
        if (body == null) {
            throw new IllegalStateException("function " + id + " is declared but does nothing");
        }
        return new Overload(FunctionTable.all().signature(id), body);
    }

    private static Object constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case BOOLEAN_VALUE -> constant.booleanValue();
            case INT64_VALUE -> constant.int64Value();
            case UINT64_VALUE -> new Unsigned(constant.uint64Value().longValue());
            case DOUBLE_VALUE -> constant.doubleValue();
            case STRING_VALUE -> constant.stringValue();
            case BYTES_VALUE -> Bytes.of(constant.bytesValue().toByteArray());
            case NULL_VALUE -> JsonNull.NULL;
            default -> throw new IllegalStateException("no constant of kind " + constant.getKind());
        };
    }
}
