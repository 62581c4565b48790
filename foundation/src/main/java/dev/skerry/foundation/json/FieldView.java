// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The fields of an object as a map, in order; read-only. Nothing is copied.
final class FieldView extends AbstractMap<String, Json> {
    private final FieldTable table;

    FieldView(FieldTable table) {
        this.table = table;
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public @Nullable Json get(@Nullable Object name) {
        int place = name instanceof String text ? table.find(text) : -1;
        return place < 0 ? null : table.value(place);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return name instanceof String text && table.find(text) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super Json> action) {
        for (int i = 0; i < table.size(); i++) {
            action.accept(table.name(i), table.value(i));
        }
    }

    @Override
    public Set<String> keySet() {
        return new Part<>(table, table::name) {
            @Override
            public boolean contains(@Nullable Object name) {
                return containsKey(name);
            }
        };
    }

    @Override
    public Set<Map.Entry<String, Json>> entrySet() {
        return new Part<>(table, place -> Map.entry(table.name(place), table.value(place)));
    }

    /// One thing per field, in order.
    private static class Part<T> extends AbstractSet<T> {
        private final FieldTable table;
        private final IntFunction<T> at;

        Part(FieldTable table, IntFunction<T> at) {
            this.table = table;
            this.at = at;
        }

        @Override
        public int size() {
            return table.size();
        }

        @Override
        public Iterator<T> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < table.size();
                }

                @Override
                public T next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException("the object has " + table.size() + " fields");
                    }
                    return at.apply(next++);
                }
            };
        }
    }
}
