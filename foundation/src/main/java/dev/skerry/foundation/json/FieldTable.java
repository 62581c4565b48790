// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names and values of one object, in the order they were written.
///
/// Two flat arrays: nearly every object of the API has fewer than ten fields, and looking through them costs
/// less than a hash table, in time as in memory (a Pod as a tree of these takes less than half of what it
/// took in linked hash maps). Where fields are many, a hash map from name to place is kept beside them: Java's
/// own, which stays fast for names that somebody chose to have the same hash.
///
/// A table is changed only by the [JsonObject.Builder] that owns it, and by nobody once an object has it.
final class FieldTable {
    /// Up to here the names are looked through one by one.
    private static final int SCANNED_MAX = 16;

    static final FieldTable EMPTY = new FieldTable(new String[0], new Json[0], 0, null);

    private String[] names;
    private Json[] values;
    private int size;
    private @Nullable Map<String, Integer> index;

    private FieldTable(String[] names, Json[] values, int size, @Nullable Map<String, Integer> index) {
        this.names = names;
        this.values = values;
        this.size = size;
        this.index = index;
    }

    static FieldTable withRoom() {
        return new FieldTable(new String[4], new Json[4], 0, null);
    }

    /// A table of names and values that nobody will change.
    static FieldTable of(String[] names, Json[] values) {
        var table = new FieldTable(names, values, values.length, null);
        table.index = values.length > SCANNED_MAX ? table.indexed() : null;
        return table;
    }

    int size() {
        return size;
    }

    /// The names alone, as many as there are fields.
    String[] names() {
        return size == names.length ? names : Arrays.copyOf(names, size);
    }

    @SuppressWarnings("ReferenceEquality") // the very same is the question
    boolean isOf(FieldTable named, Json[] these) {
        if (size != these.length) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (values[i] != these[i] || !names[i].equals(named.names[i])) {
                return false;
            }
        }
        return true;
    }

    String name(int place) {
        return names[place];
    }

    Json value(int place) {
        return values[place];
    }

    /// Where a name stands; negative if it does not.
    int find(String name) {
        if (index != null) {
            return index.getOrDefault(name, -1);
        }
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /// A table of the same fields that can be changed without touching this one.
    FieldTable copy() {
        int room = size + 2;
        return new FieldTable(
                Arrays.copyOf(names, room),
                Arrays.copyOf(values, room),
                size,
                index == null ? null : new HashMap<>(index));
    }

    /// These fields with one value replaced; the names are shared.
    FieldTable replaced(int place, Json value) {
        Json[] changed = values.clone();
        changed[place] = value;
        return new FieldTable(names, changed, size, index);
    }

    /// These fields without one.
    FieldTable without(int place) {
        FieldTable rest = copy();
        rest.remove(place);
        rest.trim();
        return rest;
    }

    /// Sets a field; false if it stood there already.
    boolean put(String name, Json value) {
        int place = find(name);
        if (place >= 0) {
            values[place] = value;
            return false;
        }
        if (size == names.length) {
            int room = size < 8 ? size + 4 : size * 2;
            names = Arrays.copyOf(names, room);
            values = Arrays.copyOf(values, room);
        }
        names[size] = name;
        values[size] = value;
        size++;
        if (index != null) {
            index.put(name, size - 1);
        } else if (size > SCANNED_MAX) {
            index = indexed();
        }
        return true;
    }

    void remove(int place) {
        System.arraycopy(names, place + 1, names, place, size - place - 1);
        System.arraycopy(values, place + 1, values, place, size - place - 1);
        size--;
        names = Arrays.copyOf(names, names.length - 1);
        values = Arrays.copyOf(values, values.length - 1);
        index = size > SCANNED_MAX ? indexed() : null;
    }

    /// Gives back the room that is not used: objects live longer than the building of them.
    void trim() {
        if (size < names.length) {
            names = Arrays.copyOf(names, size);
            values = Arrays.copyOf(values, size);
        }
    }

    private Map<String, Integer> indexed() {
        var places = HashMap.<String, Integer>newHashMap(2 * size);
        for (int i = 0; i < size; i++) {
            places.put(names[i], i);
        }
        return places;
    }
}
