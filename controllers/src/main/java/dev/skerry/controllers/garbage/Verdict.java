// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.garbage;

import dev.skerry.api.meta.OwnerReference;
import dev.skerry.client.KubeClient.Propagation;
import java.util.List;
import java.util.Map;

/// What is to become of an object that belongs to others. Pure.
///
/// As long as one owner is alive, the object stays, and forgets those that are gone. When none is, it is
/// deleted, in the way that its own dependents need.
sealed interface Verdict {
    record Keep() implements Verdict {}

    /// @param uids of the owners to forget
    record Forget(List<String> uids) implements Verdict {}

    record Delete(Propagation propagation) implements Verdict {}

    /// How an owner stands.
    enum Owner {
        ALIVE,
        /// Being deleted, and waits for this object to go first.
        WAITING,
        GONE,
        /// Nobody can say: its kind is not known here.
        UNKNOWN
    }

    /// @param states how each owner stands, by uid
    /// @param hasDependents whether something belongs to the object in turn
    static Verdict of(OwnedObject object, Map<String, Owner> states, boolean hasDependents) {
        if (object.isBeingDeleted() || object.owners().isEmpty()) {
            return new Keep();
        }
        if (states.containsValue(Owner.ALIVE) || states.containsValue(Owner.UNKNOWN)) {
            List<String> done = object.owners().stream()
                    .map(OwnerReference::uid)
                    .filter(uid -> states.get(uid) == Owner.WAITING || states.get(uid) == Owner.GONE)
                    .distinct()
                    .toList();
            // With an owner of whom nothing is known, nothing is changed: it may be the only one alive.
            return done.isEmpty() || states.containsValue(Owner.UNKNOWN) ? new Keep() : new Forget(done);
        }
        boolean isAwaited = states.containsValue(Owner.WAITING);
        if (isAwaited && hasDependents) {
            return new Delete(Propagation.FOREGROUND);
        }
        if (object.finalizers().contains(OwnedObject.ORPHAN)) {
            return new Delete(Propagation.ORPHAN);
        }
        boolean wasForeground = object.finalizers().contains(OwnedObject.FOREGROUND);
        return new Delete(wasForeground ? Propagation.FOREGROUND : Propagation.BACKGROUND);
    }
}
