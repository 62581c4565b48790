// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

/// What is said on a stream of watching.
@SuppressWarnings("ArrayRecordComponent")
public sealed interface WatchRequest {
    /// Tell every change of the keys from `key` up to `end`, from this etcd revision on; large answers in
    /// fragments, since a gateway of 1 GB should not have to take in a thousand revisions at once.
    record Create(byte[] key, byte[] end, long start) implements WatchRequest {}

    /// Say up to which revision everything has been told.
    record Progress() implements WatchRequest {}

    default byte[] toBytes() {
        return switch (this) {
            case Create(byte[] key, byte[] end, long start) ->
                new ProtoWriter()
                        .message(
                                1,
                                new ProtoWriter()
                                        .bytes(1, key)
                                        .bytes(2, end)
                                        .number(3, start)
                                        .flag(8, true)
                                        .toBytes())
                        .toBytes();
            case Progress() -> new ProtoWriter().message(3, new byte[0]).toBytes();
        };
    }
}
