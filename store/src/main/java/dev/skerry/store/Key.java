// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

import java.util.Comparator;
import java.util.Objects;

/// The name of an entry: segments behind slashes, `/registry/pods/default/web-0`. Ordered by the bytes
/// of its UTF-8 text.
public record Key(String text) implements Comparable<Key> {
    /// The order of the bytes of the UTF-8 text, also for texts that are no keys, such as a prefix or the
    /// place where a page begins.
    public static final Comparator<String> ORDER = Key::compareBytes;

    /// Longer than any name Kubernetes allows, short enough for an index.
    private static final int LENGTH_MAX = 1024;

    public Key {
        Objects.requireNonNull(text);
        if (!text.startsWith("/") || text.length() > LENGTH_MAX || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a key: " + text);
        }
    }

    @Override
    public int compareTo(Key other) {
        return compareBytes(text, other.text);
    }

    /// UTF-8 order: as UTF-16 order except that surrogates sort last.
    private static int compareBytes(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char l = left.charAt(i);
            char r = right.charAt(i);
            if (l != r) {
                boolean bothOrNeither = Character.isSurrogate(l) == Character.isSurrogate(r);
                return bothOrNeither ? Character.compare(l, r) : Character.isSurrogate(l) ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    @Override
    public String toString() {
        return text;
    }
}
