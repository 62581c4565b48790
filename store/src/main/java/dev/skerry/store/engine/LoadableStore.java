// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.engine;

import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import java.util.List;

/// A store that can be filled from outside, with the revisions that the entries had elsewhere: the door for
/// restoring a backup and for moving from one engine to another.
///
/// Who fills it is alone with it: nobody else reads, writes or watches until [#standAt] has returned. Until
/// then the store's revision, its history and its watches say nothing. A process that dies in between leaves
/// whole batches and nothing of the last one; whoever fills the store leaves a note of its own among the
/// entries to know how far it came.
///
/// Duty of an engine: every method is one durable commit, or several of which the last one makes the effect
/// seen. An engine that counts its revisions itself and cannot be told others (etcd) keeps the numbers of the
/// entries if it can and otherwise gives new, greater ones; what it must keep is that [#standAt] leaves
/// [Store#revision] at the given revision or beyond, never before it, so that no client sees time go back.
public interface LoadableStore extends Store {
    /// Puts entries as they are, in one durable commit, in the place of whatever stands at their keys. No change
    /// is remembered and no watch is told.
    void load(List<Entry> entries);

    /// Takes keys away in the same manner; a key that is not there is no error.
    void unload(List<Key> keys);

    /// Ends the filling: the store stands at this revision (or beyond) with nothing remembered, so that a watch
    /// from before is answered [dev.skerry.store.CompactedException], and the next write gets a greater one.
    ///
    /// @param revision not before that of any entry
    /// @throws IllegalArgumentException if the store stands beyond it already and cannot go back
    void standAt(Revision revision);
}
