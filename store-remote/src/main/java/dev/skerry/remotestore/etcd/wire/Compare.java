// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

/// What must hold of a key for a transaction to be done.
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Compare {
    byte[] key();

    /// It was last written at this etcd revision; zero: it does not exist.
    record ModifiedAt(byte[] key, long revision) implements Compare {}

    /// It was made after this etcd revision.
    record CreatedAfter(byte[] key, long revision) implements Compare {}

    default byte[] toBytes() {
        int equal = 0;
        int greater = 1;
        int byCreated = 1;
        int byModified = 2;
        var writer = new ProtoWriter();
        return switch (this) {
            case ModifiedAt(byte[] key, long revision) ->
                writer.number(1, equal)
                        .number(2, byModified)
                        .bytes(3, key)
                        .numberEvenIfZero(6, revision)
                        .toBytes();
            case CreatedAfter(byte[] key, long revision) ->
                writer.number(1, greater)
                        .number(2, byCreated)
                        .bytes(3, key)
                        .numberEvenIfZero(5, revision)
                        .toBytes();
        };
    }
}
