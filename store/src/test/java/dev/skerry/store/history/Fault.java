// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import java.util.List;

/// A promise that was broken, and what shows it.
///
/// @param evidence operations, watches and what they told
public record Fault(Kind kind, String sentence, List<Object> evidence) {
    /// Which promise.
    public enum Kind {
        REVISION_REUSED,
        OUT_OF_ORDER,
        LOST_UPDATE,
        INVENTED,
        DONE_TWICE,
        STALE_READ,
        LOST_WRITE,
        FROM_THE_FUTURE,
        TORN_BATCH,
        WRONG_REFUSAL,
        WATCH_REPEATED,
        WATCH_MISSED,
        WATCH_LATE
    }

    public Fault {
        evidence = List.copyOf(evidence);
    }

    static Fault of(Kind kind, String sentence, Object... evidence) {
        return new Fault(kind, sentence, List.of(evidence));
    }

    @Override
    public String toString() {
        var text = new StringBuilder(sentence);
        evidence.forEach(one -> text.append("\n    ").append(one));
        return text.toString();
    }
}
