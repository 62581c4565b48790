// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.Revision;

/// The one row that all servers lock in turn: how far the writes are, and up to where changes are forgotten.
record Horizon(Revision revision, Revision compacted) {
    Horizon(long revision, long compacted) {
        this(new Revision(revision), new Revision(compacted));
    }
}
