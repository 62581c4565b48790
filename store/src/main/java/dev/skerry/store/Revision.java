// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

/// A moment in the life of a store: one more for every write, never reused, also after a crash.
/// [#NONE] is the empty store.
public record Revision(long value) implements Comparable<Revision> {
    public static final Revision NONE = new Revision(0);

    public Revision {
        if (value < 0) {
            throw new IllegalArgumentException("revision " + value);
        }
    }

    @Override
    public int compareTo(Revision other) {
        return Long.compare(value, other.value);
    }

    public boolean isAfter(Revision other) {
        return value > other.value;
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
