// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.shape;

import dev.skerry.apiserver.cel.value.CelMap;
import dev.skerry.apiserver.cel.value.Equality;
import dev.skerry.foundation.json.Json;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A list of an object. In sets and keyed lists the order does not count for equality, and adding to them
/// adds what is not there yet.
public sealed class ShapedList extends AbstractList<Object> {
    private final List<Object> values;

    private ShapedList(List<Object> values) {
        this.values = values;
    }

    static List<Object> of(List<Json> elements, Shape.Elements shape) {
        List<Object> values = new AbstractList<>() {
            @Override
            public Object get(int index) {
                return ShapedValues.of(elements.get(index), shape.element());
            }

            @Override
            public int size() {
                return elements.size();
            }
        };
        return switch (shape.order()) {
            case COUNTS -> values;
            case SET -> new Distinct(values, List.of());
            case KEYED -> new Distinct(values, shape.keys());
        };
    }

    @Override
    public Object get(int index) {
        return values.get(index);
    }

    @Override
    public int size() {
        return values.size();
    }

    /// A set, or a list of objects told apart by keys.
    public static final class Distinct extends ShapedList implements Equality.Unordered {
        private final List<String> keys;

        private Distinct(List<Object> values, List<String> keys) {
            super(values);
            this.keys = keys;
        }

        @Override
        public boolean isSameAs(List<?> other) {
            if (other.size() != size()) {
                return false;
            }
            for (Object element : other) {
                int place = placeOf(this, element);
                if (place < 0 || !Equality.areEqual(get(place), element)) {
                    return false;
                }
            }
            return true;
        }

        /// These elements and those of another list, which win where a key is in both.
        public List<Object> plus(List<?> other) {
            var all = new ArrayList<Object>(this);
            for (Object element : other) {
                int place = placeOf(all, element);
                if (place < 0) {
                    all.add(element);
                } else {
                    all.set(place, element);
                }
            }
            return new Distinct(all, keys);
        }

        private int placeOf(List<Object> list, Object wanted) {
            for (int i = 0; i < list.size(); i++) {
                if (keys.isEmpty() ? Equality.areEqual(list.get(i), wanted) : haveSameKeys(list.get(i), wanted)) {
                    return i;
                }
            }
            return -1;
        }

        private boolean haveSameKeys(Object one, Object other) {
            if (!(one instanceof CelMap left) || !(other instanceof CelMap right)) {
                return false;
            }
            for (String key : keys) {
                String name = FieldNames.findEscaped(key).orElse(key);
                Optional<Object> mine = left.find(name);
                Optional<Object> theirs = right.find(name);
                boolean isSame = mine.isEmpty()
                        ? theirs.isEmpty()
                        : theirs.isPresent() && Equality.areEqual(mine.get(), theirs.get());
                if (!isSame) {
                    return false;
                }
            }
            return true;
        }
    }
}
