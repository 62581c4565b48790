// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

import java.util.ArrayList;
import java.util.List;

/// What etcd says on a stream of watching: that the watch is there, that it is over, changes, or (with none)
/// how far it is.
///
/// @param compacted if the watch began before what etcd remembers: the etcd revision it remembers
/// @param isFragment whether more of the same answer follows
public record WatchAnswer(
        Header header,
        boolean isCreated,
        boolean isCanceled,
        long compacted,
        String reason,
        boolean isFragment,
        List<Event> events) {
    /// One change.
    public record Event(boolean isDeletion, KeyValue entry) {
        static Event read(ProtoReader reader) {
            boolean isDeletion = false;
            var entry = new KeyValue(new byte[0], new byte[0], 0, 0);
            while (reader.next()) {
                switch (reader.field()) {
                    case 1 -> isDeletion = reader.number() == 1;
                    case 2 -> entry = KeyValue.read(reader.message());
                    default -> {
                        // What stood there before is not asked for.
                    }
                }
            }
            return new Event(isDeletion, entry);
        }
    }

    public WatchAnswer {
        events = List.copyOf(events);
    }

    public static WatchAnswer of(byte[] message) {
        var reader = new ProtoReader(message);
        Header header = Header.NONE;
        boolean isCreated = false;
        boolean isCanceled = false;
        boolean isFragment = false;
        long compacted = 0;
        String reason = "";
        var events = new ArrayList<Event>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> header = Header.read(reader.message());
                case 3 -> isCreated = reader.flag();
                case 4 -> isCanceled = reader.flag();
                case 5 -> compacted = reader.number();
                case 6 -> reason = reader.text();
                case 7 -> isFragment = reader.flag();
                case 11 -> events.add(Event.read(reader.message()));
                default -> {
                    // One watch to a stream: its number says nothing.
                }
            }
        }
        return new WatchAnswer(header, isCreated, isCanceled, compacted, reason, isFragment, events);
    }
}
