// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Draws what the server gives new objects: name suffixes and uids.
final class GeneratedNames {
    /// No vowels, and no characters that are easily taken for others.
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int SUFFIX = 5;
    private static final int PREFIX_MAX = 58;

    private GeneratedNames() {}

    static String name(String prefix, RandomGenerator random) {
        var name = new StringBuilder(prefix.length() > PREFIX_MAX ? prefix.substring(0, PREFIX_MAX) : prefix);
        for (int i = 0; i < SUFFIX; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }

    /// A uid of the random kind (version 4, variant 2).
    static String uid(RandomGenerator random) {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & ~(3L << 62)) | (2L << 62);
        return new UUID(high, low).toString();
    }
}
