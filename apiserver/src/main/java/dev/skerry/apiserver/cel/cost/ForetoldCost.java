// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.cost;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.skerry.apiserver.cel.language.Checker.VariableType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Walks a tree and adds up what its parts can cost.
///
/// How large a value can get follows from where it comes from: a path from a variable, for which the shape
/// tells; or how it was made. Both are kept in [Sources] while the walk goes on.
public final class ForetoldCost {
    static final long LIST = 10;
    private static final long MAP = 30;
    private static final long STRUCT = 40;

    private final CelAbstractSyntaxTree tree;
    private final Sources sources;
    private final CallCost calls;

    private ForetoldCost(CelAbstractSyntaxTree tree, Map<String, VariableType> variables) {
        this.tree = tree;
        this.sources = new Sources(tree, variables);
        this.calls = new CallCost(tree, sources);
    }

    public static CostRange of(CelAbstractSyntaxTree tree, Map<String, VariableType> variables) {
        return new ForetoldCost(tree, variables).cost(tree.getExpr());
    }

    private CostRange cost(CelExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT, NOT_SET -> CostRange.ZERO;
            case IDENT -> {
                sources.name(expression);
                yield CostRange.fixed(1);
            }
            case SELECT -> select(expression);
            case CALL -> call(expression);
            case LIST -> list(expression);
            case MAP -> map(expression);
            case STRUCT ->
                expression.struct().entries().stream()
                        .map(entry -> cost(entry.value()))
                        .reduce(CostRange.fixed(STRUCT), CostRange::plus);
            case COMPREHENSION -> loop(expression, expression.comprehension());
        };
    }

    private CostRange select(CelExpr expression) {
        CelExpr operand = expression.select().operand();
        if (tree.getReferenceMap().containsKey(expression.id())) {
            // A name with dots in it.
            return CostRange.fixed(1);
        }
        CostRange sum = cost(operand);
        if (expression.select().testOnly()) {
            return sum;
        }
        CelKind kind = tree.getType(operand.id()).map(CelType::kind).orElse(CelKind.DYN);
        sources.part(expression, operand, expression.select().field());
        boolean isCharged = kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM;
        return isCharged ? sum.plus(1) : sum;
    }

    private CostRange call(CelExpr expression) {
        CelExpr.CelCall call = expression.call();
        List<CostRange> arguments = call.args().stream().map(this::cost).toList();
        if (call.function().equals("dyn")) {
            sources.same(expression, call.args().getFirst());
            return arguments.getFirst().plus(1);
        }
        List<String> overloads = tree.getReferenceMap().containsKey(expression.id())
                ? tree.getReferenceMap().get(expression.id()).overloadIds()
                : List.of();
        if (overloads.isEmpty()) {
            return CostRange.ZERO;
        }
        boolean isMember = call.target().isPresent()
                && dev.skerry.apiserver.cel.language.FunctionTable.all()
                        .signature(overloads.getFirst())
                        .isMember();
        CostRange sum = isMember ? cost(call.target().orElseThrow()) : CostRange.ZERO;
        CostRange cost = new CostRange(Long.MAX_VALUE, 0);
        Optional<CostRange> size = Optional.empty();
        for (String overload : overloads) {
            CallCost.Estimate estimate = calls.of(expression, overload, arguments);
            cost = cost.or(estimate.cost());
            Optional<CostRange> known = size;
            size = estimate.size().map(one -> known.map(one::or).orElse(one)).or(() -> known);
            if (overload.equals("index_list") || overload.equals("index_map")) {
                sources.part(expression, call.args().getFirst(), overload.equals("index_list") ? "@items" : "@values");
                size = sources.elementSize(call.args().getFirst());
            }
        }
        size.or(() -> sources.findSize(expression)).ifPresent(known -> sources.sized(expression, known));
        return sum.plus(cost);
    }

    private CostRange list(CelExpr expression) {
        List<CelExpr> elements = expression.list().elements();
        CostRange sum = CostRange.fixed(LIST);
        CostRange element = elements.isEmpty() ? CostRange.ZERO : new CostRange(Long.MAX_VALUE, 0);
        for (CelExpr part : elements) {
            sum = sum.plus(cost(part));
            element = element.or(sources.size(part));
        }
        sources.elements(expression, element, CostRange.fixed(1));
        return sum;
    }

    private CostRange map(CelExpr expression) {
        CostRange sum = CostRange.fixed(MAP);
        boolean isEmpty = expression.map().entries().isEmpty();
        CostRange key = isEmpty ? CostRange.ZERO : new CostRange(Long.MAX_VALUE, 0);
        CostRange value = key;
        for (CelExpr.CelMap.Entry entry : expression.map().entries()) {
            sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
            key = key.or(sources.size(entry.key()));
            value = value.or(sources.size(entry.value()));
        }
        sources.elements(expression, value, key);
        return sum;
    }

    private CostRange loop(CelExpr expression, CelExpr.CelComprehension loop) {
        boolean isBinding = loop.iterRange().getKind() == CelExpr.ExprKind.Kind.LIST
                && loop.iterRange().list().elements().isEmpty()
                && loop.iterVar().equals("#unused");
        CostRange sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
        sources.bind(loop.accuVar(), loop.accuInit());
        if (isBinding) {
            sum = sum.plus(cost(loop.result()));
            sources.unbind(loop.accuVar());
            sources.same(expression, loop.result());
            return sum;
        }
        sources.iterate(loop);
        CostRange turn = cost(loop.loopCondition()).plus(cost(loop.loopStep()));
        sources.endIteration(loop);
        sum = sum.plus(cost(loop.result()));
        sources.unbind(loop.accuVar());
        CostRange turns = sources.size(loop.iterRange());
        switch (loop.accuInit().getKind()) {
            case CONSTANT -> sources.sized(expression, CostRange.fixed(1));
            case LIST, MAP -> {
                sources.sized(expression, turns);
                sources.sameElements(expression, loop.loopStep());
            }
            default -> {
                // Nothing is known of its size.
            }
        }
        return sum.plus(turns.times(turn));
    }

    /// Sizes and paths by the number that the checker gave each part.
    static <T> Map<Long, T> byNumber() {
        return new HashMap<>();
    }
}
