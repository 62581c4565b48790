// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import java.util.ArrayList;
import java.util.List;

/// The latest changes of one resource, bounded in number and bytes (policy: the oldest are forgotten).
/// Watchers read from it at their own pace; one that falls behind its start has lost its place. Guarded by
/// its cache's lock.
final class EventRing {
    private static final int EVENTS_MAX = 8_192;
    private static final long BYTES_MAX = 8L << 20;

    private CacheEvent[] slots = new CacheEvent[64];
    private long first;
    private long next;
    private long bytes;
    private long base;

    /// @param base everything up to this revision happened before the ring began
    EventRing(long base) {
        this.base = base;
    }

    /// The revision of the newest change that is no longer here.
    long base() {
        return base;
    }

    /// The place behind the newest change.
    long end() {
        return next;
    }

    void add(CacheEvent event) {
        if (next - first == slots.length) {
            if (slots.length < EVENTS_MAX) {
                grow();
            } else {
                forgetFirst();
            }
        }
        slots[slot(next)] = event;
        next++;
        bytes += event.size();
        while (bytes > BYTES_MAX && next - first > 1) {
            forgetFirst();
        }
    }

    boolean holds(long place) {
        return place >= first;
    }

    CacheEvent at(long place) {
        return slots[slot(place)];
    }

    /// The place of the first change after a revision that is not older than [#base].
    long placeAfter(long revision) {
        long low = first;
        long high = next;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (at(middle).revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Changes after a revision, the newest first.
    List<CacheEvent> newestFirstAfter(long revision) {
        var events = new ArrayList<CacheEvent>();
        for (long place = next - 1; place >= first && at(place).revision() > revision; place--) {
            events.add(at(place));
        }
        return events;
    }

    private void forgetFirst() {
        CacheEvent gone = at(first);
        base = gone.revision();
        bytes -= gone.size();
        first++;
    }

    private void grow() {
        var larger = new CacheEvent[slots.length * 2];
        for (long place = first; place < next; place++) {
            larger[(int) (place & (larger.length - 1))] = at(place);
        }
        slots = larger;
    }

    /// The number of slots is a power of two.
    private int slot(long place) {
        return (int) (place & (slots.length - 1));
    }
}
