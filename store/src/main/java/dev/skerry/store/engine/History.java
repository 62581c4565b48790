// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.engine;

import dev.skerry.store.Change;
import dev.skerry.store.Revision;
import java.util.List;

/// The changes a store still remembers, read piece by piece, so that a watch from far back does not
/// need them all in memory at once.
public interface History {
    /// Some changes.
    ///
    /// @param upTo no change up to this revision is missing
    record Part(List<Change> changes, Revision upTo) {
        public Part {
            changes = List.copyOf(changes);
        }
    }

    /// The next part of what lies after one revision and up to another, in order. A change that a later one
    /// has covered may be left out, even if the later one lies behind `upTo`.
    ///
    /// @throws dev.skerry.store.CompactedException if changes after that revision are forgotten by now
    Part read(String prefix, Revision after, Revision upTo);
}
