// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.engine;

import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import java.util.List;

/// A step of filling a store from outside, for its writer: the methods of [LoadableStore] as values.
public sealed interface Filling {
    /// Entries as they are.
    record Load(List<Entry> entries) implements Filling {
        public Load {
            entries = List.copyOf(entries);
        }
    }

    /// Keys that go.
    record Unload(List<Key> keys) implements Filling {
        public Unload {
            keys = List.copyOf(keys);
        }
    }

    /// The end.
    record Stand(Revision revision) implements Filling {}
}
