// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A map or an object as expressions see it. Keys are values, too; numeric keys find each other whatever
/// their type.
public interface CelMap {
    /// The value of a key.
    ///
    /// @throws Fault if there is a value that is not what its schema says
    Optional<Object> find(Object key);

    /// Whether there is a value, which may be null.
    boolean has(Object key);

    List<Object> keys();

    default int size() {
        return keys().size();
    }

    /// The name of the type, where the map is an object of a type that has one; else `map`.
    default String typeName() {
        return "map";
    }

    /// A map of these entries, in their order.
    static CelMap of(Map<Object, Object> entries) {
        var byKey = new LinkedHashMap<Object, Object>();
        entries.forEach((key, value) -> byKey.put(canonical(key), value));
        return new Entries(byKey, List.copyOf(entries.keySet()));
    }

    /// What a key is looked up by: one and the same for numbers that are equal.
    static Object canonical(Object key) {
        return switch (key) {
            case Unsigned unsigned when unsigned.bits() >= 0 -> unsigned.bits();
            case Double number when number == Math.rint(number) && Math.abs(number) < 0x1p63 -> number.longValue();
            default -> key;
        };
    }

    /// A map that an expression has made.
    ///
    /// @param byKey by the canonical form of the keys
    record Entries(Map<Object, Object> byKey, List<Object> keys) implements CelMap {
        @Override
        public Optional<Object> find(Object key) {
            return Optional.ofNullable(byKey.get(canonical(key)));
        }

        @Override
        public boolean has(Object key) {
            return byKey.containsKey(canonical(key));
        }
    }
}
