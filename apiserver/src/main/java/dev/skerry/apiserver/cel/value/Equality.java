// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.value;

import java.util.List;
import java.util.Optional;

/// Which values are equal. Numbers are when their amounts are, whatever their types; values of different
/// types are not; not-a-number is not even equal to itself.
public final class Equality {
    private Equality() {}

    /// A list that says itself which lists it equals: in sets and keyed lists the order does not count.
    public interface Unordered {
        boolean isSameAs(List<?> other);
    }

    public static boolean areEqual(Object left, Object right) {
        if (left instanceof Unordered list) {
            return right instanceof List<?> other && list.isSameAs(other);
        }
        if (left instanceof List<?> list) {
            return right instanceof List<?> other && listsAreEqual(list, other);
        }
        if (left instanceof CelMap map) {
            return right instanceof CelMap other && mapsAreEqual(map, other);
        }
        if (left instanceof Optional<?> one && right instanceof Optional<?> other) {
            return one.isPresent() == other.isPresent() && (one.isEmpty() || areEqual(one.get(), other.orElseThrow()));
        }
        return isNumber(left) && isNumber(right) ? Ordering.numbersAreEqual(left, right) : left.equals(right);
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Unsigned;
    }

    private static boolean listsAreEqual(List<?> list, List<?> other) {
        if (list.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < list.size(); i++) {
            if (!areEqual(list.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean mapsAreEqual(CelMap map, CelMap other) {
        if (map.size() != other.size()) {
            return false;
        }
        for (Object key : map.keys()) {
            Optional<Object> left = map.find(key);
            Optional<Object> right = other.find(key);
            if (left.isEmpty() || right.isEmpty() || !areEqual(left.get(), right.get())) {
                return false;
            }
        }
        return true;
    }
}
