// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.value.Equality;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.apiserver.cel.value.Ordering;
import dev.skerry.apiserver.cel.value.Unsigned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Functions of lists, and of lists as sets.
final class ListFunctions {
    private static final int ELEMENTS_MAX = 1_000_000;
    private static final List<String> SORTABLE =
            List.of("int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes");

    private ListFunctions() {}

    static void addTo(Map<String, Function> all) {
        for (String type : SORTABLE) {
            all.put("list_" + type + "_sort", a -> sorted(list(a[0]), list(a[0])));
            all.put("list_" + type + "_sortByAssociatedKeys", a -> sorted(list(a[0]), list(a[1])));
            all.put("list_" + type + "_is_sorted_bool", a -> isSorted(list(a[0])));
            all.put("list_" + type + "_max_" + type, a -> extreme(list(a[0]), 1, "max"));
            all.put("list_" + type + "_min_" + type, a -> extreme(list(a[0]), -1, "min"));
        }
        all.put("list_int_sum_int", a -> sum(list(a[0]), 0L, function(all, "add_int64")));
        all.put("list_uint_sum_uint", a -> sum(list(a[0]), new Unsigned(0), function(all, "add_uint64")));
        all.put("list_double_sum_double", a -> sum(list(a[0]), 0.0, function(all, "add_double")));
        all.put(
                "list_duration_sum_duration",
                a -> sum(list(a[0]), Duration.ZERO, function(all, "add_duration_duration")));
        all.put("list_a_index_of_int", a -> indexOf(list(a[0]), a[1]));
        all.put("list_a_last_index_of_int", a -> lastIndexOf(list(a[0]), a[1]));
        all.put("list_slice", a -> slice(list(a[0]), (Long) a[1], (Long) a[2]));
        all.put("list_flatten", a -> flat(list(a[0]), 1));
        all.put("list_flatten_int", a -> flat(list(a[0]), depth((Long) a[1])));
        all.put("lists_range", a -> range((Long) a[0]));
        all.put("list_reverse", a -> {
            var reversed = new ArrayList<Object>(list(a[0]));
            Collections.reverse(reversed);
            return List.copyOf(reversed);
        });
        all.put("list_distinct", a -> distinct(list(a[0])));
        all.put("list_sets_contains_list", a -> containsAll(list(a[0]), list(a[1])));
        all.put(
                "list_sets_equivalent_list",
                a -> containsAll(list(a[0]), list(a[1])) && containsAll(list(a[1]), list(a[0])));
        all.put("list_sets_intersects_list", a -> list(a[1]).stream().anyMatch(element -> has(list(a[0]), element)));
    }

    private static Function function(Map<String, Function> all, String overload) {
        return Objects.requireNonNull(all.get(overload), overload);
    }

    private static List<?> list(Object value) {
        return (List<?>) value;
    }

    private static boolean has(List<?> list, Object wanted) {
        return list.stream().anyMatch(element -> Equality.areEqual(element, wanted));
    }

    private static boolean containsAll(List<?> list, List<?> wanted) {
        return wanted.stream().allMatch(element -> has(list, element));
    }

    private static List<Object> sorted(List<?> list, List<?> keys) {
        if (list.size() != keys.size()) {
            throw new Fault("@sortByAssociatedKeys() expected a list of the same size as the associated keys list");
        }
        return IntStream.range(0, list.size())
                .boxed()
                .sorted((left, right) -> Ordering.compare(keys.get(left), keys.get(right)))
                .<Object>map(list::get)
                .toList();
    }

    private static boolean isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (Ordering.compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object extreme(List<?> list, int direction, String name) {
        if (list.isEmpty()) {
            throw new Fault(name + " called on empty list");
        }
        Object best = list.getFirst();
        for (Object element : list) {
            if (Ordering.compare(element, best) * direction > 0) {
                best = element;
            }
        }
        return best;
    }

    private static Object sum(List<?> list, Object zero, Function adding) {
        Object sum = zero;
        for (Object element : list) {
            sum = adding.call(new Object[] {sum, element});
        }
        return sum;
    }

    private static long indexOf(List<?> list, Object wanted) {
        return IntStream.range(0, list.size())
                .filter(i -> Equality.areEqual(list.get(i), wanted))
                .findFirst()
                .orElse(-1);
    }

    private static long lastIndexOf(List<?> list, Object wanted) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (Equality.areEqual(list.get(i), wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static List<Object> slice(List<?> list, long start, long end) {
        if (start < 0 || end < 0) {
            throw new Fault("cannot slice(" + start + ", " + end + "), negative indexes not supported");
        }
        if (start > end) {
            throw new Fault(
                    "cannot slice(" + start + ", " + end + "), start index must be less than or equal to end index");
        }
        if (end > list.size()) {
            throw new Fault("cannot slice(" + start + ", " + end + "), list is length " + list.size());
        }
        return List.copyOf(list.subList((int) start, (int) end));
    }

    private static long depth(long depth) {
        if (depth < 0) {
            throw new Fault("level must be non-negative");
        }
        return depth;
    }

    private static List<Object> flat(List<?> list, long depth) {
        var flat = new ArrayList<Object>();
        for (Object element : list) {
            if (depth > 0 && element instanceof List<?> inner) {
                flat.addAll(flat(inner, depth - 1));
            } else {
                flat.add(element);
            }
        }
        return List.copyOf(flat);
    }

    private static List<Object> range(long end) {
        if (end > ELEMENTS_MAX) {
            throw new Fault("lists.range is limited to " + ELEMENTS_MAX + " elements");
        }
        return LongStream.range(0, Math.max(0, end))
                .<Object>mapToObj(Long::valueOf)
                .toList();
    }

    private static List<Object> distinct(List<?> list) {
        var distinct = new ArrayList<Object>();
        list.stream().filter(element -> !has(distinct, element)).forEach(distinct::add);
        return List.copyOf(distinct);
    }
}
