// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import java.util.List;

/// What one watch told its reader.
///
/// @param number unlike that of any other watch of the reader
/// @param after the revision that it started after
/// @param openedBy a revision that the store had reached when the watch was open: what lies behind it must be told
///     one by one; of what lies before, a change that a later one covered may be left out
public record WatchRecord(String reader, int number, String prefix, long after, long openedBy, List<Event> events) {
    public WatchRecord {
        events = List.copyOf(events);
    }

    /// One answer of the watch.
    public sealed interface Event {
        /// When the reader began to wait for it.
        long begun();

        long ended();

        /// @param tag of the value; empty for a deletion
        record Told(long begun, long ended, String key, long revision, String tag) implements Event {}

        record Quiet(long begun, long ended, long upTo) implements Event {}

        record Lost(long begun, long ended, String reason) implements Event {}
    }

    WatchRecord with(List<Event> told) {
        return new WatchRecord(reader, number, prefix, after, openedBy, told);
    }

    /// Up to where it claims to have told everything.
    public long toldUpTo() {
        long upTo = after;
        for (Event event : events) {
            upTo = switch (event) {
                case Event.Told told -> Math.max(upTo, told.revision());
                case Event.Quiet quiet -> Math.max(upTo, quiet.upTo());
                case Event.Lost _ -> upTo;
            };
        }
        return upTo;
    }

    @Override
    public String toString() {
        return reader + "'s watch of " + prefix + " after " + after;
    }
}
