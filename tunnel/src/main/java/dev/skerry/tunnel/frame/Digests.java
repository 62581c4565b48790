// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/// A set of held states in sixteen numbers, so that two ends can tell which parts of their sets differ
/// without naming every object: each key belongs to one bucket, and a bucket's number is the sum of its
/// members' fingerprints, whatever their order. A difference goes unseen once in 2⁶⁴ comparisons; the
/// sums are no defence against somebody who wants them to collide, and need not be: both ends belong to
/// the same cluster.
public final class Digests {
    public static final int BUCKETS = 16;

    private final long[] sums = new long[BUCKETS];

    public static Digests of(Collection<Held> all) {
        var digests = new Digests();
        all.forEach(digests::add);
        return digests;
    }

    public static int bucket(String key) {
        return (int) (mix(hash(key)) & (BUCKETS - 1));
    }

    public void add(Held held) {
        sums[bucket(held.key())] += held.fingerprint();
    }

    public void remove(Held held) {
        sums[bucket(held.key())] -= held.fingerprint();
    }

    /// The sums now, in bucket order.
    public long[] sums() {
        return sums.clone();
    }

    /// FNV-1a over the UTF-8 bytes, 64 bits wide: the same number on every machine and in every version.
    public static long hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    public static long hash(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /// Spreads neighbouring numbers over the whole range, so that sums of them do not cancel out.
    static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
