// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.foundation.telemetry.Log;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Keeps the objects of one resource small. The newest stay as they are, since those are what watchers and
/// controllers read; whatever is older is packed with a dictionary that was learned from such objects. A resource of
/// few objects never packs any, and costs no native memory. How much stays plain grows with what there is. When objects
/// have come to look different, so that
/// packing gains much less than it did, the dictionary is learned anew; what is packed keeps the one it has.
///
/// Guarded by its cache's lock.
final class Packing {
    private static final Log LOG = Log.of("apiserver.storage");

    /// Bytes of objects that a dictionary is learned from, and the most that ever stay plain.
    static final long PLAIN_MAX = 2L << 20;

    /// Bytes of objects that stay plain however few there are: a burst of changes that watchers are yet to be told.
    static final long PLAIN_MIN = PLAIN_MAX / 4;

    /// Which part of all may stay plain: of ten thousand pods of 4 KB, 640 KB, which is 64 bytes for each.
    private static final int PLAIN_SHARE = 64;

    /// How many objects are packed before a dictionary is judged again.
    private static final int JUDGED = 4_096;

    /// How much worse than at first a dictionary may become.
    private static final double DECAY_MAX = 2.0;

    private static volatile boolean isPossible = true;

    private final Deque<StoredObject> plain = new ArrayDeque<>();
    private long plainBytes;
    private Optional<Dictionary> dictionary = Optional.empty();
    private boolean isUseless;
    private double firstGain;
    private int packed;
    private long bytesBefore;
    private long bytesAfter;

    /// Takes note of an object that is new here, and packs those that are not new any more.
    ///
    /// @param count how many there are with it
    void admit(StoredObject object, int count) {
        plain.add(object);
        plainBytes += object.size();
        if (plainBytes > PLAIN_MAX && dictionary.isEmpty()) {
            learn();
        }
        while (plainBytes > plainMax(count)) {
            StoredObject oldest = plain.remove();
            plainBytes -= oldest.size();
            dictionary.ifPresent(known -> pack(oldest, known));
        }
    }

    /// Grows with what is held, so that what stays plain is little of it, whether ten thousand or a million are.
    private long plainMax(int count) {
        if (dictionary.isEmpty()) {
            return PLAIN_MAX;
        }
        long all = plainBytes / plain.size() * count;
        return Math.clamp(all / PLAIN_SHARE, PLAIN_MIN, PLAIN_MAX);
    }

    private void pack(StoredObject object, Dictionary known) {
        bytesBefore += object.size();
        bytesAfter += object.pack(known);
        packed++;
        if (packed < JUDGED) {
            return;
        }
        double gain = (double) bytesBefore / bytesAfter;
        firstGain = firstGain == 0 ? gain : firstGain;
        if (gain * DECAY_MAX < firstGain) {
            dictionary = Optional.empty();
            firstGain = 0;
        }
        packed = 0;
        bytesBefore = 0;
        bytesAfter = 0;
    }

    private void learn() {
        if (isUseless || !isPossible) {
            return;
        }
        if (!Dictionary.isAvailable()) {
            isPossible = false;
            LOG.warn("objects are kept uncompressed: zstd does not load on this machine");
            return;
        }
        dictionary = Dictionary.learn(plain.stream().map(StoredObject::plain).toList());
        isUseless = dictionary.isEmpty();
    }
}
