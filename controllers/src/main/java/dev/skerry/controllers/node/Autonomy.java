// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.node;

import dev.skerry.api.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a node keeps its pods while nobody hears of it.
///
/// @param duration [#FOREVER] for ever, zero for a node that has no autonomy
record Autonomy(Duration duration) {
    static final String ANNOTATION = "skerry.dev/autonomy";
    static final String EDGE_LABEL = "node-role.kubernetes.io/edge";

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Pattern WRITTEN =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");

    /// What the node's annotation says; without one, edge nodes are autonomous for ever and others not at
    /// all. An annotation that cannot be read counts as for ever: who wrote it meant to keep the pods.
    static Autonomy of(KubeObject node) {
        String written = node.annotations().getOrDefault(ANNOTATION, "").strip();
        if (written.isEmpty()) {
            return new Autonomy(node.labels().containsKey(EDGE_LABEL) ? FOREVER : Duration.ZERO);
        }
        var matcher = WRITTEN.matcher(written);
        if (!matcher.matches()) {
            return new Autonomy(FOREVER);
        }
        return new Autonomy(Duration.ofDays(number(matcher.group(1)))
                .plusHours(number(matcher.group(2)))
                .plusMinutes(number(matcher.group(3)))
                .plusSeconds(number(matcher.group(4))));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    boolean isNone() {
        return duration.isZero();
    }

    /// What is left of it.
    ///
    /// @param since when the node was last heard of
    Duration left(Instant since, Instant now) {
        return duration.equals(FOREVER) ? FOREVER : duration.minus(Duration.between(since, now));
    }

    @Override
    public String toString() {
        return duration.equals(FOREVER)
                ? "forever"
                : duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
