// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import java.util.BitSet;

/// A set of completion indexes, written as `0-2,5,7-9`.
final class IndexSet {
    private final BitSet indexes;

    private IndexSet(BitSet indexes) {
        this.indexes = indexes;
    }

    /// @param below indexes from here on are left out, as is what cannot be read: people may write a status too
    static IndexSet parse(String text, int below) {
        var indexes = new BitSet();
        for (String part : text.split(",", -1)) {
            int dash = part.indexOf('-');
            int first = number(dash < 0 ? part : part.substring(0, dash));
            int last = dash < 0 ? first : number(part.substring(dash + 1));
            if (first >= 0 && first <= last && first < below) {
                indexes.set(first, Math.min(last, below - 1) + 1);
            }
        }
        return new IndexSet(indexes);
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }

    IndexSet with(int index) {
        var more = (BitSet) indexes.clone();
        more.set(index);
        return new IndexSet(more);
    }

    IndexSet and(IndexSet others) {
        var all = (BitSet) indexes.clone();
        all.or(others.indexes);
        return new IndexSet(all);
    }

    boolean contains(int index) {
        return index >= 0 && indexes.get(index);
    }

    boolean containsAll(IndexSet others) {
        var missing = (BitSet) others.indexes.clone();
        missing.andNot(indexes);
        return missing.isEmpty();
    }

    /// How many of these are among the others.
    int countIn(IndexSet others) {
        var common = (BitSet) indexes.clone();
        common.and(others.indexes);
        return common.cardinality();
    }

    int size() {
        return indexes.cardinality();
    }

    /// The lowest index at or above this one that is not in the set.
    int nextMissing(int from) {
        return indexes.nextClearBit(from);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int first = indexes.nextSetBit(0); first >= 0; ) {
            int end = indexes.nextClearBit(first);
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (end - first > 1) {
                // Two neighbours are two numbers, three are a range.
                text.append(end - first == 2 ? "," : "-").append(end - 1);
            }
            first = indexes.nextSetBit(end);
        }
        return text.toString();
    }
}
