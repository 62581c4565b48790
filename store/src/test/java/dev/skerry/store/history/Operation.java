// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import java.util.List;
import java.util.Locale;

/// One thing that a client asked, and what it was answered.
///
/// @param client who asked
/// @param batch writes of one commit have the same number; 0 for what was asked alone
/// @param begun nanoseconds on the clock that all clients share
/// @param ended when the answer was there; [#NEVER] if the client does not know what became of it
public record Operation(String client, long batch, long begun, long ended, Call call, Answer answer) {
    /// The end of what nobody was told the end of.
    public static final long NEVER = Long.MAX_VALUE;

    /// What was asked.
    public sealed interface Call {
        record Create(String key, String tag) implements Writing {}

        record Update(String key, String tag, long expected) implements Writing {}

        record Delete(String key, long expected) implements Writing {}

        record Put(String key, String tag) implements Writing {}

        record Remove(String key) implements Writing {}

        record Find(String key) implements Call {}

        record Range(String prefix, String from) implements Call {}

        /// The revision of the store.
        record Stand() implements Call {}
    }

    /// What changes something if it is done.
    public sealed interface Writing extends Call {
        String key();

        /// Names the value that it writes, unlike any other; empty for a deletion.
        default String writes() {
            return switch (this) {
                case Call.Create(var _, String tag) -> tag;
                case Call.Update(var _, String tag, var _) -> tag;
                case Call.Put(var _, String tag) -> tag;
                case Call.Delete _, Call.Remove _ -> "";
            };
        }

        default boolean isDeletion() {
            return this instanceof Call.Delete || this instanceof Call.Remove;
        }
    }

    /// What came back.
    public sealed interface Answer {
        record Done(long revision) implements Answer {}

        record Conflict(Seen current) implements Answer {}

        /// There is no such key: also what a find answers.
        record Missing() implements Answer {}

        record Found(Seen entry) implements Answer {}

        record Listed(List<Seen> entries, long revision, boolean hasMore) implements Answer {
            public Listed {
                entries = List.copyOf(entries);
            }
        }

        record At(long revision) implements Answer {}

        /// It may have been done or not.
        record Unknown(String why) implements Answer {}

        /// A failure that promises that nothing was written.
        record NotDone(String why) implements Answer {}
    }

    /// An entry as a client saw it.
    public record Seen(String key, long created, long modified, String tag) {}

    /// The revision that the client knows of from this answer; 0 if of none.
    long learned() {
        return switch (answer) {
            case Answer.Done(long revision) -> revision;
            case Answer.Conflict(Seen current) -> current.modified();
            case Answer.Found(Seen entry) -> entry.modified();
            case Answer.Listed(var _, long revision, var _) -> revision;
            case Answer.At(long revision) -> revision;
            case Answer.Missing _, Answer.Unknown _, Answer.NotDone _ -> 0;
        };
    }

    @Override
    public String toString() {
        String end = ended == NEVER ? "never" : millis(ended);
        return client + " asked " + call + " and was answered " + answer + " (" + millis(begun) + " to " + end + ")";
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
    }
}
