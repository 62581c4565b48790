// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Names of fields that were read lately, so that the same few hundred are one string each in the whole
/// process, and reading one makes none.
///
/// A slot per hash, the latest name in it wins: foreign input can push names out, and no more. Threads read
/// and write the slots as they like: a string is complete whoever sees it, and losing a name costs one string.
final class FieldNames {
    /// Kubernetes' own kinds have some 2,000 names, of which a cluster uses a few hundred.
    private static final int SLOTS = 2_048;

    /// Keys of a ConfigMap or an annotation are seldom met again.
    private static final int LENGTH_MAX = 48;

    private static final @Nullable String[] KNOWN = new String[SLOTS];

    private FieldNames() {}

    /// The name that these bytes spell.
    static String of(byte[] input, int start, int end) {
        if (end - start > LENGTH_MAX) {
            return new String(input, start, end - start, StandardCharsets.UTF_8);
        }
        int hash = end - start;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + input[i];
        }
        int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
        String known = KNOWN[slot];
        if (known != null && spells(known, input, start, end)) {
            return known;
        }
        String fresh = new String(input, start, end - start, StandardCharsets.UTF_8);
        KNOWN[slot] = fresh;
        return fresh;
    }

    /// Bytes beyond ASCII are negative and equal no char.
    private static boolean spells(String name, byte[] input, int start, int end) {
        if (name.length() != end - start) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (name.charAt(i - start) != input[i]) {
                return false;
            }
        }
        return true;
    }
}
