// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

/// Asks for keys from `key` up to, not including, `end`; for one key alone if `end` is empty.
///
/// @param limit zero for no limit
/// @param revision as of which etcd revision; zero for now
@SuppressWarnings("ArrayRecordComponent")
public record RangeRequest(byte[] key, byte[] end, long limit, long revision, boolean countOnly) {
    private static final byte[] NONE = {};

    public static RangeRequest one(byte[] key) {
        return new RangeRequest(key, NONE, 0, 0, false);
    }

    /// One key as it stood at an etcd revision.
    public static RangeRequest at(byte[] key, long revision) {
        return new RangeRequest(key, NONE, 0, revision, false);
    }

    public byte[] toBytes() {
        return new ProtoWriter()
                .bytes(1, key)
                .bytes(2, end)
                .number(3, limit)
                .number(4, revision)
                .flag(9, countOnly)
                .toBytes();
    }
}
