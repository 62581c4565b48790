// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.store.Entry;
import dev.skerry.store.Revision;

/// What stands at a key while a write is decided.
sealed interface Held {
    record Nothing() implements Held {}

    /// This was read.
    ///
    /// @param at the etcd revision that wrote it
    record Something(Entry entry, long at) implements Held {}

    /// Not read, but taken to be what the writer expects; etcd refuses the write if it is not so.
    record Expected(Revision revision) implements Held {}
}
