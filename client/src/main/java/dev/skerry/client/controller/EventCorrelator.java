// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.controller;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Decides what becomes of an event that someone wants to record, so that a loop that goes wrong cannot
/// fill the server: a repetition only counts up the event that is there; many events that differ in
/// nothing but their message become one; and an object that has had too many is not heard for a while.
///
/// Pure: the time is passed in. Remembers at most [#REMEMBERED_MAX] keys of each kind, the least
/// recently used are forgotten. One thread.
final class EventCorrelator {
    private static final int REMEMBERED_MAX = 2048;

    /// This many different messages within the window are told apart; more are combined.
    private static final int SIMILAR_MAX = 10;

    private static final Duration SIMILAR_WINDOW = Duration.ofMinutes(10);

    /// Events an object may have at once, and how fast that credit comes back.
    private static final double BURST = 25;

    private static final double REFILL_PER_SECOND = 1.0 / 300;

    /// @param object the uid of what it is about, or its name where there is no uid
    record Happening(String component, String object, String type, String reason, String message) {
        private String similarity() {
            return component + "\n" + object + "\n" + type + "\n" + reason;
        }

        private Happening combined() {
            return message.startsWith(COMBINED)
                    ? this
                    : new Happening(component, object, type, reason, COMBINED + message);
        }
    }

    private static final String COMBINED = "(combined from similar events): ";

    sealed interface Decision {
        /// Write a new event with this message.
        record Create(String key, String message) implements Decision {}

        /// Count up the event that was written for this key.
        record Repeat(String key, String message) implements Decision {}

        /// Not to be heard: too many about this object.
        record Drop() implements Decision {}
    }

    private record Similar(long sinceNanos, Set<String> messages) {}

    private record Credit(double left, long atNanos) {}

    private final Map<String, Similar> similar = remembered();
    private final Map<String, Credit> credits = remembered();
    private final Set<String> written = java.util.Collections.newSetFromMap(remembered());

    Decision decide(Happening happening, long nowNanos) {
        boolean isCombined = countSimilar(happening, nowNanos) > SIMILAR_MAX;
        String key = isCombined ? happening.similarity() : happening.similarity() + "\n" + happening.message();
        String message = isCombined ? happening.combined().message() : happening.message();
        if (!spend(happening.component() + "\n" + happening.object(), nowNanos)) {
            return new Decision.Drop();
        }
        return written.add(key) ? new Decision.Create(key, message) : new Decision.Repeat(key, message);
    }

    /// The event of this key does not exist (any more): the next one is created.
    void forget(String key) {
        written.remove(key);
    }

    private int countSimilar(Happening happening, long nowNanos) {
        Similar known = similar.get(happening.similarity());
        if (known == null || nowNanos - known.sinceNanos() > SIMILAR_WINDOW.toNanos()) {
            known = new Similar(nowNanos, new HashSet<>());
            similar.put(happening.similarity(), known);
        }
        if (known.messages().size() <= SIMILAR_MAX) {
            known.messages().add(happening.message());
        }
        return known.messages().size();
    }

    private boolean spend(String object, long nowNanos) {
        Credit credit = credits.getOrDefault(object, new Credit(BURST, nowNanos));
        double seconds = (nowNanos - credit.atNanos()) / 1e9;
        double left = Math.min(BURST, credit.left() + seconds * REFILL_PER_SECOND);
        boolean isEnough = left >= 1;
        credits.put(object, new Credit(isEnough ? left - 1 : left, nowNanos));
        return isEnough;
    }

    private static <V> Map<String, V> remembered() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > REMEMBERED_MAX;
            }
        };
    }
}
