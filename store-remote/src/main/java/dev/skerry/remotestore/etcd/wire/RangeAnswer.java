// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

import java.util.ArrayList;
import java.util.List;

/// Keys in their order.
///
/// @param hasMore whether there are more than the limit allowed
public record RangeAnswer(Header header, List<KeyValue> entries, boolean hasMore, long count) {
    public RangeAnswer {
        entries = List.copyOf(entries);
    }

    public static RangeAnswer of(byte[] message) {
        return read(new ProtoReader(message));
    }

    static RangeAnswer read(ProtoReader reader) {
        Header header = Header.NONE;
        var entries = new ArrayList<KeyValue>();
        boolean hasMore = false;
        long count = 0;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> header = Header.read(reader.message());
                case 2 -> entries.add(KeyValue.read(reader.message()));
                case 3 -> hasMore = reader.flag();
                case 4 -> count = reader.number();
                default -> {
                    // There are no other fields in etcd 3.5.
                }
            }
        }
        return new RangeAnswer(header, entries, hasMore, count);
    }
}
