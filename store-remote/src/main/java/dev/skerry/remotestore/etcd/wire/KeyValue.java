// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

/// A key as etcd has it.
///
/// @param created the etcd revision that made it
/// @param modified the etcd revision that wrote the value; for a deletion in a watch, of the deletion
@SuppressWarnings("ArrayRecordComponent")
public record KeyValue(byte[] key, byte[] value, long created, long modified) {
    static KeyValue read(ProtoReader reader) {
        byte[] key = {};
        byte[] value = {};
        long created = 0;
        long modified = 0;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> key = reader.bytes();
                case 2 -> created = reader.number();
                case 3 -> modified = reader.number();
                case 5 -> value = reader.bytes();
                default -> {
                    // Version and lease are not used here.
                }
            }
        }
        return new KeyValue(key, value, created, modified);
    }
}
