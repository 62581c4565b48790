// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.cost;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.skerry.apiserver.cel.language.Checker.VariableType;
import dev.skerry.apiserver.cel.shape.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the values of a tree come from, as far as it is known, and how large they can be for that.
///
/// One walk owns an instance; parts are known once they have been visited.
final class Sources {
    private static final Set<CelKind> SIZELESS =
            Set.of(CelKind.BOOL, CelKind.DOUBLE, CelKind.DURATION, CelKind.INT, CelKind.TIMESTAMP, CelKind.UINT);

    /// Elements of what an expression made itself are taken for the root of the object, which has no size.
    /// An oddity of Kubernetes, kept so that what it allows is allowed here.
    private static final Optional<Shape> NOWHERE = Optional.of(new Shape.Fields("", Map::of, 2));

    private final CelAbstractSyntaxTree tree;
    private final Map<String, VariableType> variables;
    private final Map<Long, Shape> shapes = ForetoldCost.byNumber();
    private final Map<Long, CostRange> sizes = ForetoldCost.byNumber();
    private final Map<Long, Parts> parts = ForetoldCost.byNumber();
    private final Map<String, Deque<Local>> locals = new HashMap<>();

    /// How large the elements and keys of a made list or map can be.
    private record Parts(CostRange element, CostRange key) {}

    /// What is known of a variable of a loop.
    private record Local(Optional<Shape> shape, Optional<CostRange> size, Optional<Parts> parts) {}

    Sources(CelAbstractSyntaxTree tree, Map<String, VariableType> variables) {
        this.tree = tree;
        this.variables = variables;
    }

    void name(CelExpr expression) {
        shape(expression).ifPresent(shape -> shapes.put(expression.id(), shape));
    }

    void part(CelExpr expression, CelExpr whole, String name) {
        shape(whole).flatMap(shape -> partOf(shape, name)).ifPresent(shape -> shapes.put(expression.id(), shape));
    }

    void sized(CelExpr expression, CostRange size) {
        sizes.put(expression.id(), size);
    }

    void elements(CelExpr expression, CostRange element, CostRange key) {
        parts.put(expression.id(), new Parts(element, key));
    }

    void same(CelExpr expression, CelExpr other) {
        findSize(other).ifPresent(size -> sized(expression, size));
        sameElements(expression, other);
    }

    void sameElements(CelExpr expression, CelExpr other) {
        findParts(other).ifPresent(known -> parts.put(expression.id(), known));
    }

    /// Elements of one or the other list.
    void eitherElements(CelExpr expression, CelExpr one, CelExpr other) {
        findParts(one)
                .flatMap(left -> findParts(other)
                        .map(right -> new Parts(
                                left.element().or(right.element()), left.key().or(right.key()))))
                .ifPresent(known -> parts.put(expression.id(), known));
    }

    Optional<CostRange> elementSize(CelExpr list) {
        return findParts(list).map(Parts::element);
    }

    /// How large the elements of a list can be, from wherever it is known.
    CostRange elementSizeOrUnknown(CelExpr list) {
        return shape(list)
                .flatMap(shape -> partOf(shape, "@items"))
                .map(shape -> new CostRange(0, shape.sizeMaximum()))
                .orElse(CostRange.UNKNOWN);
    }

    void bind(String name, CelExpr value) {
        push(name, new Local(shape(value), findSize(value), findParts(value)));
    }

    void unbind(String name) {
        locals.getOrDefault(name, new ArrayDeque<>()).poll();
    }

    void iterate(CelExpr.CelComprehension loop) {
        Optional<Shape> range = shape(loop.iterRange());
        Optional<Parts> known = findParts(loop.iterRange());
        boolean isList = tree.getType(loop.iterRange().id())
                .map(type -> type.kind() == CelKind.LIST)
                .orElse(false);
        Local element = new Local(
                range.isEmpty() ? NOWHERE : range.flatMap(shape -> partOf(shape, isList ? "@items" : "@values")),
                known.map(Parts::element),
                Optional.empty());
        Local key = new Local(
                range.isEmpty() ? NOWHERE : range.flatMap(shape -> isList ? Optional.empty() : partOf(shape, "@keys")),
                known.map(Parts::key),
                Optional.empty());
        if (loop.iterVar2().isEmpty()) {
            push(loop.iterVar(), isList ? element : key);
        } else {
            push(loop.iterVar(), key);
            push(loop.iterVar2(), element);
        }
    }

    void endIteration(CelExpr.CelComprehension loop) {
        unbind(loop.iterVar());
        if (!loop.iterVar2().isEmpty()) {
            unbind(loop.iterVar2());
        }
    }

    CostRange size(CelExpr expression) {
        return findSize(expression).orElse(CostRange.UNKNOWN);
    }

    Optional<CostRange> findSize(CelExpr expression) {
        CostRange known = sizes.get(expression.id());
        if (known != null) {
            return Optional.of(known);
        }
        return literalSize(expression)
                .or(() -> shape(expression).map(shape -> new CostRange(0, shape.sizeMaximum())))
                .or(() -> tree.getType(expression.id())
                        .filter(Sources::isSizeless)
                        .map(_ -> CostRange.fixed(1)))
                .or(() -> local(expression).flatMap(Local::size));
    }

    private static boolean isSizeless(CelType type) {
        return SIZELESS.contains(type.kind())
                || type.name().equals("optional_type")
                        && isSizeless(type.parameters().getFirst());
    }

    private static Optional<CostRange> literalSize(CelExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT -> Optional.of(CostRange.fixed(constantSize(expression.constant())));
            case LIST ->
                Optional.of(CostRange.fixed(expression.list().elements().size()));
            case MAP -> Optional.of(CostRange.fixed(expression.map().entries().size()));
            default -> Optional.empty();
        };
    }

    private static long constantSize(CelConstant constant) {
        return switch (constant.getKind()) {
            case STRING_VALUE ->
                constant.stringValue().codePointCount(0, constant.stringValue().length());
            case BYTES_VALUE -> constant.bytesValue().size();
            default -> 1;
        };
    }

    private Optional<Parts> findParts(CelExpr expression) {
        Parts known = parts.get(expression.id());
        return known != null ? Optional.of(known) : local(expression).flatMap(Local::parts);
    }

    private Optional<Shape> shape(CelExpr expression) {
        Optional<Local> local = local(expression);
        if (local.isPresent()) {
            return local.get().shape();
        }
        if (expression.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            return switch (variables.get(expression.ident().name())) {
                case VariableType.Shaped(Shape shape) -> Optional.of(shape);
                case VariableType.Maybe(Shape shape) -> Optional.of(shape);
                case null -> NOWHERE;
                default -> Optional.empty();
            };
        }
        return Optional.ofNullable(shapes.get(expression.id()));
    }

    private Optional<Local> local(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
                ? Optional.ofNullable(locals.get(expression.ident().name())).map(Deque::peek)
                : Optional.empty();
    }

    private void push(String name, Local local) {
        locals.computeIfAbsent(name, _ -> new ArrayDeque<>()).push(local);
    }

    private static Optional<Shape> partOf(Shape shape, String part) {
        return switch (shape) {
            case Shape.Fields fields -> fields.find(part);
            case Shape.Elements elements when part.equals("@items") -> Optional.of(elements.element());
            case Shape.Entries _
            when part.equals("@keys") -> Optional.of(new Shape.Scalar(Shape.Kind.STRING, Long.MAX_VALUE, 2));
            case Shape.Entries entries -> Optional.of(entries.value());
            default -> Optional.empty();
        };
    }
}
