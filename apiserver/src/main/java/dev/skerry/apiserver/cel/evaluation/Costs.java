// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.evaluation;

import dev.skerry.apiserver.cel.value.Bytes;
import dev.skerry.apiserver.cel.value.CelMap;
import dev.skerry.apiserver.cel.value.Sizes;
import dev.skerry.apiserver.cel.value.ValueTypes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What calls cost, in the units of Kubernetes: 1 is some fifty nanoseconds of its server. Whoever wrote a
/// rule has tested it there, so the numbers are the same here.
final class Costs {
    static final long LIST = 10;
    static final long MAP = 30;
    static final long STRUCT = 40;

    private static final double TRAVERSAL = 0.1;
    private static final double PATTERN = 0.25;
    private static final long AUTHORIZATION = 350_000;

    private Costs() {}

    /// What is known before the function has run.
    static long before(Overload overload, Object[] arguments) {
        return switch (overload.id()) {
            case "string_lower_ascii",
                    "string_upper_ascii",
                    "string_substring_int",
                    "string_substring_int_int",
                    "string_trim",
                    "string_to_url",
                    "string_to_cidr",
                    "is_ip",
                    "is_cidr",
                    "string_to_ip",
                    "string_jsonpatch_escapeKey_string",
                    "string_to_quantity",
                    "is_quantity_string",
                    "string_to_semver",
                    "is_semver_string",
                    "string_bool_to_semver",
                    "is_semver_string_bool",
                    "starts_with_string",
                    "ends_with_string",
                    "string_to_bytes",
                    "bytes_to_string",
                    "strings_quote",
                    "string_format" -> traversal(arguments[0], 1);
            case "string_replace_string_string",
                    "string_replace_string_string_int",
                    "string_split_string",
                    "string_split_string_int",
                    "ip_is_canonical" -> traversal(arguments[0], 2);
            case "string_find_string",
                    "string_find_all_string",
                    "string_find_all_string_int",
                    "matches_string",
                    "matches" -> matching(Sizes.of(arguments[0]), Sizes.of(arguments[1]));
            case "format-validate" -> matching(Sizes.of(arguments[1]), Sizes.of(arguments[0]));
            case "contains_string" -> traversal(arguments[0], 1) * traversal(arguments[1], 1);
            case "in_list" -> Sizes.of(arguments[1]);
            case "add_string", "add_bytes" -> scaled(Sizes.of(arguments[0]) + Sizes.of(arguments[1]));
            case "list_join", "list_join_string", "optional_or_optional", "optional_orValue_value" -> 0;
            case "cidr_contains_ip_string", "cidr_contains_ip_ip" ->
                scaled(2 * Sizes.of(arguments[0])) + textSize(arguments[1]);
            case "cidr_contains_cidr_string", "cidr_contains_cidr" ->
                scaled(2 * Sizes.of(arguments[0])) + scaled(Sizes.of(arguments[0])) + 1 + textSize(arguments[1]);
            case "authorizer_fieldselector", "authorizer_labelselector" -> selector(Sizes.of(arguments[1]));
            case "pathcheck_check", "resourcecheck_check" -> AUTHORIZATION;
            case "list_sets_contains_list", "list_sets_intersects_list" ->
                1 + Sizes.of(arguments[0]) * Sizes.of(arguments[1]);
            case "list_sets_equivalent_list" -> 1 + 2 * Sizes.of(arguments[0]) * Sizes.of(arguments[1]);
            case "list_flatten" -> 1 + LIST + Sizes.of(arguments[0]);
            case "list_flatten_int" -> 1 + LIST + Sizes.of(arguments[0]) * (Long) arguments[1];
            case "list_distinct" -> pairs((List<?>) arguments[0]);
            case "lists_range" -> 1 + LIST + Math.max(0, (Long) arguments[0]);
            case "list_slice", "list_reverse" -> 0;
            default -> byFunction(overload.signature().function(), overload.id(), arguments);
        };
    }

    /// What only the result tells.
    static long after(Overload overload, Object result) {
        return switch (overload.id()) {
            case "list_join", "list_join_string" -> traversal(result, 2);
            case "list_slice", "list_reverse" -> 1 + LIST + Sizes.of(result);
            default -> 0;
        };
    }

    private static long byFunction(String function, String overload, Object[] arguments) {
        return switch (function) {
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> depth(arguments[0]);
            case "sort" -> pairs((List<?>) arguments[0]);
            case "@sortByAssociatedKeys" -> pairs((List<?>) arguments[1]);
            case "_==_", "_!=_" ->
                arguments[0] instanceof ValueTypes.Typed && function.equals("_==_") ? 1 : smaller(arguments);
            case "_<_", "_<=_", "_>_", "_>=_" ->
                overload.endsWith("_string") || overload.endsWith("_bytes") ? smaller(arguments) : 1;
            default -> 1;
        };
    }

    private static long smaller(Object[] arguments) {
        return scaled(Math.min(Sizes.of(arguments[0]), Sizes.of(arguments[1])));
    }

    private static long traversal(Object value, int times) {
        return (long) Math.ceil(Sizes.of(value) * times * TRAVERSAL);
    }

    private static long scaled(long size) {
        return (long) Math.ceil(size * TRAVERSAL);
    }

    private static long textSize(Object value) {
        return value instanceof String text ? traversal(text, 1) : 0;
    }

    private static long matching(long text, long pattern) {
        return (long) Math.ceil((1.0 + text) * TRAVERSAL) * (long) Math.ceil(pattern * PATTERN);
    }

    private static long selector(long length) {
        return LIST + scaled(length) + (long) Math.ceil((long) Math.ceil(length * 0.5) * (double) (LIST + STRUCT));
    }

    private static long pairs(List<?> list) {
        double factor = !list.isEmpty() && (list.getFirst() instanceof String || list.getFirst() instanceof Bytes)
                ? 2 + TRAVERSAL
                : 2;
        return (long) ((double) list.size() * list.size() * factor) + 1 + LIST;
    }

    /// What it takes to look at everything in a value once.
    private static long depth(Object value) {
        return switch (value) {
            case String text -> (long) (text.getBytes(StandardCharsets.UTF_8).length * TRAVERSAL);
            case Bytes bytes -> (long) (bytes.size() * TRAVERSAL);
            case List<?> list -> list.stream().mapToLong(Costs::depth).sum();
            case CelMap map ->
                map.keys().stream()
                        .mapToLong(key ->
                                depth(key) + map.find(key).map(Costs::depth).orElse(0L))
                        .sum();
            default -> 1;
        };
    }
}
