// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.file;

import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;

/// One thing that a copy of a store consists of. The entries come in key order, each as it stood when its turn came;
/// between them come the changes that happened meanwhile. Whoever puts them together keeps of each key what has
/// the greatest revision, and has the store as it stood at the end.
public sealed interface Piece {
    /// An entry that stood there.
    record Found(Entry entry) implements Piece {
        @Override
        public Key key() {
            return entry.key();
        }

        @Override
        public Revision revision() {
            return entry.modified();
        }
    }

    /// A write or deletion that happened while entries were read.
    record Happened(Change change) implements Piece {
        @Override
        public Key key() {
            return change.key();
        }

        @Override
        public Revision revision() {
            return change.revision();
        }
    }

    Key key();

    /// The revision that wrote or deleted it.
    Revision revision();
}
