// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

/// One step of a transaction.
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Operation {
    record Put(byte[] key, byte[] value) implements Operation {}

    record Delete(byte[] key) implements Operation {}

    record Find(byte[] key) implements Operation {}

    default byte[] toBytes() {
        var step = new ProtoWriter();
        return switch (this) {
            case Find(byte[] key) ->
                step.message(1, RangeRequest.one(key).toBytes()).toBytes();
            case Put(byte[] key, byte[] value) ->
                step.message(2, new ProtoWriter().bytes(1, key).bytes(2, value).toBytes())
                        .toBytes();
            case Delete(byte[] key) ->
                step.message(3, new ProtoWriter().bytes(1, key).toBytes()).toBytes();
        };
    }
}
