// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.cost;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a call can cost, and how large its result can be.
final class CallCost {
    private static final double TRAVERSAL = 0.1;
    private static final double PATTERN = 0.25;
    private static final long AUTHORIZATION = 350_000;
    private static final CostRange ADDRESS = new CostRange(4, 16);

    private final CelAbstractSyntaxTree tree;
    private final Sources sources;

    CallCost(CelAbstractSyntaxTree tree, Sources sources) {
        this.tree = tree;
        this.sources = sources;
    }

    /// @param cost with that of the arguments, but for the receiver's
    record Estimate(CostRange cost, Optional<CostRange> size) {
        static Estimate of(CostRange cost) {
            return new Estimate(cost, Optional.empty());
        }

        static Estimate of(CostRange cost, CostRange size) {
            return new Estimate(cost, Optional.of(size));
        }

        Estimate plus(CostRange more) {
            return new Estimate(cost.plus(more), size);
        }
    }

    Estimate of(CelExpr expression, String overload, List<CostRange> argumentCosts) {
        CostRange sum = argumentCosts.stream().reduce(CostRange.ZERO, CostRange::plus);
        List<CelExpr> values = new ArrayList<>();
        expression.call().target().ifPresent(values::add);
        values.addAll(expression.call().args());
        return switch (overload) {
            case "logical_and", "logical_or" ->
                Estimate.of(new CostRange(argumentCosts.get(0).least(), sum.most()));
            case "conditional" -> {
                sources.eitherElements(expression, values.get(1), values.get(2));
                yield Estimate.of(
                        argumentCosts.get(0).plus(argumentCosts.get(1).or(argumentCosts.get(2))),
                        sources.size(values.get(1)).or(sources.size(values.get(2))));
            }
            case "add_list", "add_string", "add_bytes" -> {
                sources.eitherElements(expression, values.get(0), values.get(1));
                CostRange size = sources.size(values.get(0)).plus(sources.size(values.get(1)));
                CostRange cost = overload.equals("add_list") ? CostRange.fixed(1) : size.times(TRAVERSAL);
                yield Estimate.of(cost.plus(sum), size);
            }
            default -> text(overload, expression, values).plus(sum);
        };
    }

    private Estimate text(String overload, CelExpr expression, List<CelExpr> values) {
        return switch (overload) {
            case "string_lower_ascii",
                    "string_upper_ascii",
                    "string_substring_int",
                    "string_substring_int_int",
                    "string_trim",
                    "string_to_url",
                    "string_jsonpatch_escapeKey_string" ->
                traversed(values.getFirst(), 1, sources.size(values.getFirst()));
            case "string_replace_string_string", "string_replace_string_string_int" ->
                traversed(values.getFirst(), 2, replaced(values));
            case "string_split_string" ->
                traversed(
                        values.getFirst(),
                        2,
                        new CostRange(0, sources.size(values.getFirst()).most()));
            case "string_split_string_int" ->
                traversed(
                        values.getFirst(),
                        2,
                        new CostRange(
                                0,
                                number(values.getLast())
                                        .orElse(sources.size(values.getFirst()).most())));
            case "list_join", "list_join_string" -> joined(values);
            case "matches", "matches_string" -> Estimate.of(matching(values));
            case "string_find_string", "string_find_all_string", "string_find_all_string_int" ->
                Estimate.of(
                        matching(values),
                        new CostRange(0, sources.size(values.getFirst()).most()));
            case "format-validate" ->
                Estimate.of(sources.size(values.getLast()).times(TRAVERSAL).times(128 * PATTERN));
            case "contains_string" ->
                Estimate.of(sources.size(values.getFirst())
                        .times(TRAVERSAL)
                        .times(sources.size(values.getLast()).times(TRAVERSAL)));
            case "starts_with_string", "ends_with_string" ->
                Estimate.of(sources.size(values.getLast()).times(TRAVERSAL));
            case "string_format" -> Estimate.of(sources.size(values.getFirst()).times(TRAVERSAL));
            case "string_to_bytes", "bytes_to_string", "strings_quote" -> {
                CostRange size = sources.size(values.getFirst());
                CostRange result = switch (overload) {
                    case "string_to_bytes" -> new CostRange(size.least(), CostRange.product(size.most(), 4));
                    case "bytes_to_string" -> new CostRange(size.least() / 4, size.most());
                    default -> new CostRange(size.least() + 2, CostRange.sum(CostRange.product(size.most(), 2), 2));
                };
                yield Estimate.of(size.times(TRAVERSAL), result);
            }
            default -> lists(overload, expression, values);
        };
    }

    private Estimate lists(String overload, CelExpr expression, List<CelExpr> values) {
        CostRange first = values.isEmpty() ? CostRange.ZERO : sources.size(values.getFirst());
        return switch (overload) {
            case "in_list" -> Estimate.of(sources.size(values.getLast()));
            case "list_sets_contains_list", "list_sets_intersects_list" ->
                Estimate.of(first.times(sources.size(values.getLast())).plus(1));
            case "list_sets_equivalent_list" ->
                Estimate.of(
                        first.times(sources.size(values.getLast())).times(2.0).plus(1));
            case "list_slice" -> {
                long start = number(values.get(1)).orElse(0L);
                long end = number(values.get(2)).orElse(first.most());
                yield made(CostRange.fixed(Math.max(0, end - start)), 1);
            }
            case "lists_range" -> made(CostRange.fixed(number(values.getFirst()).orElse(Long.MAX_VALUE)), 1);
            case "list_reverse", "list_flatten" -> made(first, 1);
            case "list_flatten_int" -> made(first, number(values.getLast()).orElse(Long.MAX_VALUE));
            case "list_distinct" -> made(first.times(first), 2);
            default -> libraries(overload, expression, values);
        };
    }

    private Estimate libraries(String overload, CelExpr expression, List<CelExpr> values) {
        CostRange first = values.isEmpty() ? CostRange.ZERO : sources.size(values.getFirst());
        return switch (overload) {
            case "pathcheck_check", "resourcecheck_check" -> Estimate.of(CostRange.fixed(AUTHORIZATION));
            case "authorizer_fieldselector", "authorizer_labelselector" -> {
                CostRange length = sources.size(values.getLast());
                yield Estimate.of(length.times(TRAVERSAL)
                        .plus(length.times(0.5).times(50.0))
                        .plus(ForetoldCost.LIST));
            }
            case "string_to_ip",
                    "is_ip",
                    "is_cidr",
                    "string_to_cidr",
                    "string_to_quantity",
                    "is_quantity_string",
                    "string_to_semver",
                    "is_semver_string",
                    "string_bool_to_semver",
                    "is_semver_string_bool" -> Estimate.of(first.times(TRAVERSAL));
            case "ip_is_canonical" -> Estimate.of(first.times(2 * TRAVERSAL));
            case "cidr_contains_ip_ip" -> Estimate.of(ADDRESS.plus(ADDRESS).times(TRAVERSAL));
            case "cidr_contains_ip_string" ->
                Estimate.of(ADDRESS.plus(ADDRESS)
                        .times(TRAVERSAL)
                        .plus(sources.size(values.getLast()).times(TRAVERSAL)));
            case "cidr_contains_cidr", "cidr_contains_cidr_string" -> {
                CostRange cost = ADDRESS.plus(ADDRESS)
                        .times(TRAVERSAL)
                        .plus(ADDRESS.times(TRAVERSAL))
                        .plus(1);
                yield Estimate.of(
                        overload.endsWith("_string")
                                ? cost.plus(sources.size(values.getLast()).times(TRAVERSAL))
                                : cost);
            }
            default -> byFunction(expression.call().function(), overload, values);
        };
    }

    private Estimate byFunction(String function, String overload, List<CelExpr> values) {
        return switch (function) {
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> Estimate.of(searched(values.getFirst()));
            case "sort" -> sorted(values.getFirst());
            case "@sortByAssociatedKeys" -> sorted(values.getLast());
            case "_==_", "_!=_" -> Estimate.of(compared(values, function.equals("_==_")));
            case "_<_", "_<=_", "_>_", "_>=_" ->
                overload.endsWith("_string") || overload.endsWith("_bytes")
                        ? Estimate.of(compared(values, false))
                        : Estimate.of(CostRange.fixed(1));
            default -> Estimate.of(CostRange.fixed(1));
        };
    }

    private CostRange compared(List<CelExpr> values, boolean isEquality) {
        boolean isOpaque = type(values.getFirst()).kind() == CelKind.OPAQUE
                && !type(values.getFirst()).name().equals("optional_type");
        if (isEquality && isOpaque) {
            return CostRange.fixed(1);
        }
        long most = Math.min(
                sources.size(values.getFirst()).most(),
                sources.size(values.getLast()).most());
        return new CostRange(most > 0 ? 1 : 0, most).times(TRAVERSAL);
    }

    private CostRange searched(CelExpr target) {
        CelType type = type(target);
        CostRange size = sources.size(target);
        if (type.parameters().isEmpty()) {
            return size.times(TRAVERSAL);
        }
        CelKind element = type.parameters().getFirst().kind();
        CostRange each = CostRange.fixed(1);
        if (element == CelKind.STRING || element == CelKind.BYTES) {
            each = each.plus(sources.elementSizeOrUnknown(target).times(TRAVERSAL));
        }
        return size.times(each);
    }

    private Estimate sorted(CelExpr keys) {
        CelType type = type(keys);
        boolean isText = !type.parameters().isEmpty()
                && (type.parameters().getFirst().kind() == CelKind.STRING
                        || type.parameters().getFirst().kind() == CelKind.BYTES);
        CostRange size = sources.size(keys);
        return made(size.times(size), isText ? 2 + TRAVERSAL : 2);
    }

    private static Estimate made(CostRange size, double factor) {
        return Estimate.of(size.times(factor).plus(1 + ForetoldCost.LIST), size);
    }

    private Estimate traversed(CelExpr text, int times, CostRange size) {
        return Estimate.of(sources.size(text).times(times * TRAVERSAL), size);
    }

    private CostRange matching(List<CelExpr> values) {
        return sources.size(values.get(0))
                .plus(1)
                .times(TRAVERSAL)
                .times(sources.size(values.get(1)).times(PATTERN));
    }

    private Estimate joined(List<CelExpr> values) {
        CostRange count = sources.size(values.getFirst());
        CostRange size = count.times(sources.elementSizeOrUnknown(values.getFirst()));
        if (values.size() > 1) {
            CostRange gaps = new CostRange(Math.max(0, count.least() - 1), Math.max(0, count.most() - 1));
            size = size.plus(sources.size(values.getLast()).times(gaps));
        }
        return Estimate.of(size.times(TRAVERSAL), size);
    }

    /// The longest and the shortest that a text can get when parts of it are replaced.
    private CostRange replaced(List<CelExpr> values) {
        CostRange text = sources.size(values.get(0));
        CostRange wanted = sources.size(values.get(1));
        CostRange by = sources.size(values.get(2));
        long most;
        if (wanted.least() == 0) {
            most = CostRange.sum(CostRange.product(CostRange.sum(text.most(), 1), by.most()), text.most());
        } else if (by.most() <= wanted.least()) {
            most = text.most();
        } else {
            most = CostRange.product((long) Math.ceil((double) text.most() / wanted.least()), by.most());
        }
        long least;
        if (wanted.most() == 0) {
            least = CostRange.sum(CostRange.product(text.least() + 1, by.least()), text.least());
        } else if (wanted.most() <= by.least()) {
            least = text.least();
        } else {
            least = CostRange.product((long) Math.ceil((double) text.least() / wanted.most()), by.least());
        }
        return new CostRange(least, most);
    }

    private static Optional<Long> number(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.INT64_VALUE
                ? Optional.of(expression.constant().int64Value())
                : Optional.empty();
    }

    private CelType type(CelExpr expression) {
        return tree.getType(expression.id()).orElse(dev.cel.common.types.SimpleType.DYN);
    }
}
