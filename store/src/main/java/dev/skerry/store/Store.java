// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

import java.util.List;
import java.util.Optional;

/// An ordered map from keys to bytes in which every write has a revision, and whose writes can be watched.
///
/// Promise: a write that was answered [Update.Done] is durable and seen by every read that starts
/// afterwards; writes are linearizable; revisions rise with every write of any key, by one unless the engine
/// serves others too, and each write has its own, except that the writes of one [#writeAll] may share one.
/// Whoever has the answer to a write finds its change in the watches of the same store object. History is
/// bounded: implementations forget old changes by themselves or when told by [#compact], never current
/// values. Only the current value of a key is kept.
///
/// Any method may throw [StoreUnavailableException] when the engine is another process, a write also
/// [StoreFullException] and [StoreTooLargeException], a read also [StoreCorruptException]; an
/// [IllegalStateException] says that the store is closed.
///
/// @see Watch for what is promised of watching
public interface Store extends AutoCloseable {
    /// The revision of the latest write.
    Revision revision();

    Optional<Entry> find(Key key);

    /// At most `limit` entries whose keys start with `prefix` and are greater than or equal to `from`
    /// (pass the prefix itself to begin at its start), in key order, as of now.
    Page range(String prefix, String from, int limit);

    /// How many keys start with this prefix.
    long count(String prefix);

    /// Writes a key that must not exist: Done or Conflict.
    default Update create(Key key, byte[] value) {
        return writeAll(List.of(new Write.Create(key, value))).getFirst();
    }

    /// Writes a key that must be at this revision: Done, Conflict or Missing.
    default Update update(Key key, byte[] value, Revision expected) {
        return writeAll(List.of(new Write.UpdateAt(key, value, expected))).getFirst();
    }

    /// Deletes a key that must be at this revision: Done (with the revision of the deletion), Conflict
    /// or Missing.
    default Update delete(Key key, Revision expected) {
        return writeAll(List.of(new Write.DeleteAt(key, expected))).getFirst();
    }

    /// Writes all in one durable commit, in order, each decided on its own as by the methods above; one
    /// answer for each. After a crash either all are there or none.
    List<Update> writeAll(List<Write> writes);

    /// Writes all in one durable commit, or nothing if one of them would not be [Update.Done]. Each has a key of its
    /// own.
    ///
    /// @throws IllegalArgumentException if there is none, or two are of one key
    Together writeTogether(List<Write> writes);

    /// Changes of keys under a prefix, from the first one after `after`.
    ///
    /// @throws CompactedException if changes after that revision are already forgotten
    Watch watch(String prefix, Revision after);

    /// Forgets changes up to and including this revision; a watch may still start after it.
    void compact(Revision upTo);

    /// The oldest revision a watch may start after.
    Revision compacted();

    /// Waits until the store is closed. A store that recovers by itself from whatever happens has nothing to
    /// wait for and returns at once.
    ///
    /// @throws dev.skerry.foundation.lifecycle.TerminalException when nothing can be trusted any more that the
    ///     store would say, for instance because the disk did not keep what it was told to: whoever owns the
    ///     process ends it, and the next one reads what is there
    default void await() throws InterruptedException {}

    @Override
    void close();
}
