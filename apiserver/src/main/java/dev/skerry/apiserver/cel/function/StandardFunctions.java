// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.shape.ShapedList;
import dev.skerry.apiserver.cel.value.Bytes;
import dev.skerry.apiserver.cel.value.CelMap;
import dev.skerry.apiserver.cel.value.Equality;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.apiserver.cel.value.Ordering;
import dev.skerry.apiserver.cel.value.Sizes;
import dev.skerry.apiserver.cel.value.TypeName;
import dev.skerry.apiserver.cel.value.ValueTypes;
import dev.skerry.foundation.json.JsonNull;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Equality, order, membership, sizes, and optional values.
final class StandardFunctions {
    private static final int COPIED_MAX = 32;

    private StandardFunctions() {}

    static void addTo(Map<String, Function> all) {
        all.put("logical_not", a -> !(Boolean) a[0]);
        all.put("equals", a -> Equality.areEqual(a[0], a[1]));
        all.put("not_equals", a -> !Equality.areEqual(a[0], a[1]));
        for (String types : List.of(
                "bool",
                "int64",
                "uint64",
                "double",
                "string",
                "bytes",
                "timestamp",
                "duration",
                "int64_double",
                "int64_uint64",
                "uint64_double",
                "uint64_int64",
                "double_int64",
                "double_uint64")) {
            all.put("less_" + types, compared(order -> order < 0));
            all.put("less_equals_" + types, compared(order -> order <= 0));
            all.put("greater_" + types, compared(order -> order > 0));
            all.put("greater_equals_" + types, compared(order -> order >= 0));
        }
        all.put("add_list", a -> sum((List<?>) a[0], (List<?>) a[1]));
        all.put("add_bytes", a -> ((Bytes) a[0]).plus((Bytes) a[1]));
        all.put("in_list", a -> ((List<?>) a[1]).stream().anyMatch(element -> Equality.areEqual(a[0], element)));
        all.put("in_map", a -> ((CelMap) a[1]).has(a[0]));
        for (String sized : List.of("bytes", "list", "map", "string")) {
            all.put("size_" + sized, a -> Sizes.of(a[0]));
            all.put(sized + "_size", a -> Sizes.of(a[0]));
        }
        all.put("type", a -> new TypeName(ValueTypes.nameOf(a[0])));
        all.put("to_dyn", a -> a[0]);
        optionals(all);
        all.put("cel_@mapInsert_map_key_value", a -> inserted((CelMap) a[0], Map.of(a[1], a[2])));
        all.put("cel_@mapInsert_map_map", a -> inserted((CelMap) a[0], entries((CelMap) a[1])));
    }

    private static void optionals(Map<String, Function> all) {
        all.put("optional_of", a -> Optional.of(a[0]));
        all.put("optional_none", _ -> Optional.empty());
        all.put("optional_ofNonZeroValue", a -> isZero(a[0]) ? Optional.empty() : Optional.of(a[0]));
        all.put("optional_hasValue", a -> ((Optional<?>) a[0]).isPresent());
        all.put(
                "optional_value",
                a -> ((Optional<?>) a[0])
                        .<Object>map(value -> value)
                        .orElseThrow(() -> new Fault("optional.none() dereference")));
        all.put("optional_or_optional", a -> ((Optional<?>) a[0]).isPresent() ? a[0] : a[1]);
        all.put(
                "optional_orValue_value",
                a -> ((Optional<?>) a[0]).<Object>map(value -> value).orElse(a[1]));
    }

    private static boolean isZero(Object value) {
        return switch (value) {
            case Boolean flag -> !flag;
            case Long number -> number == 0;
            case Double number -> number == 0;
            case String text -> text.isEmpty();
            case Bytes bytes -> bytes.size() == 0;
            case List<?> list -> list.isEmpty();
            case CelMap map -> map.size() == 0;
            case Duration length -> length.isZero();
            case JsonNull _ -> true;
            default -> false;
        };
    }

    private static Function compared(IntPredicate wanted) {
        return a -> !Ordering.isUnordered(a[0], a[1]) && wanted.test(Ordering.compare(a[0], a[1]));
    }

    /// Both lists as one, without copying: expressions build lists element by element.
    private static List<Object> sum(List<?> left, List<?> right) {
        if (left instanceof ShapedList.Distinct distinct) {
            return distinct.plus(right);
        }
        if (left.size() + right.size() <= COPIED_MAX) {
            var all = new ArrayList<Object>(left);
            all.addAll(right);
            return List.copyOf(all);
        }
        return left instanceof Growing growing ? growing.plus(right) : new Growing(left).plus(right);
    }

    private static CelMap inserted(CelMap map, Map<Object, Object> added) {
        Map<Object, Object> all = entries(map);
        added.forEach((key, value) -> {
            if (map.has(key)) {
                throw new Fault("insert failed: key " + key + " already exists");
            }
            all.put(key, value);
        });
        return CelMap.of(all);
    }

    private static Map<Object, Object> entries(CelMap map) {
        var all = new LinkedHashMap<Object, Object>();
        map.keys().forEach(key -> map.find(key).ifPresent(value -> all.put(key, value)));
        return all;
    }

    /// A list that shares its beginning with the shorter ones that it grew from. Elements are only ever
    /// added behind the longest one; whoever would overwrite them copies.
    private static final class Growing extends AbstractList<Object> {
        private final List<Object> shared;
        private final int size;

        private Growing(List<?> begin) {
            this(new ArrayList<>(begin), begin.size());
        }

        private Growing(List<Object> shared, int size) {
            this.shared = shared;
            this.size = size;
        }

        private Growing plus(List<?> more) {
            List<Object> grown = shared.size() == size ? shared : new ArrayList<>(shared.subList(0, size));
            grown.addAll(more);
            return new Growing(grown, grown.size());
        }

        @Override
        public Object get(int index) {
            return shared.get(java.util.Objects.checkIndex(index, size));
        }

        @Override
        public int size() {
            return size;
        }
    }
}
