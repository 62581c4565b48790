// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One change of one object, with the states before and after it: both are needed to tell a watcher with a
/// selector what the change is to them, and to turn the clock back for a list that is read in pages.
final class CacheEvent {
    private final long revision;
    private final @Nullable StoredObject before;
    private final @Nullable StoredObject after;
    private final int size;

    CacheEvent(long revision, @Nullable StoredObject before, @Nullable StoredObject after) {
        this.revision = revision;
        this.before = before;
        this.after = after;
        this.size = before == null ? 0 : before.size();
    }

    long revision() {
        return revision;
    }

    @Nullable
    StoredObject before() {
        return before;
    }

    @Nullable
    StoredObject after() {
        return after;
    }

    /// Bytes that are kept only for the sake of this event: the state it replaced. Packed or not, so that the sum
    /// of all stays right.
    int size() {
        return size;
    }

    /// What the change is to somebody with this filter; empty if they never knew the object.
    Optional<ObjectEvent> seenThrough(ObjectFilter filter) {
        StoredObject old = before;
        StoredObject fresh = after;
        boolean did = old != null && filter.matches(old);
        boolean does = fresh != null && filter.matches(fresh);
        if (does && fresh != null) {
            return Optional.of(new ObjectEvent(did ? ObjectEvent.Type.MODIFIED : ObjectEvent.Type.ADDED, fresh));
        }
        return did && old != null
                ? Optional.of(new ObjectEvent(ObjectEvent.Type.DELETED, old.at(revision)))
                : Optional.empty();
    }
}
