// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import java.util.Locale;
import java.util.Optional;

/// How much a namespace lets its pods do, from everything to what well-behaved applications need.
enum Level {
    PRIVILEGED,
    BASELINE,
    RESTRICTED;

    static Optional<Level> parse(String text) {
        for (Level level : values()) {
            if (level.word().equals(text)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
