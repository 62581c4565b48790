// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.Revision;

/// How far a transaction forgets. Pure.
///
/// Every transaction that is more than a step over the bound deletes what is too old, whichever server makes it:
/// one range at the old end of the log, at most so many rows. So forgetting keeps up with writing, costs each
/// write about as much as it adds, and can neither fall behind nor run away.
final class Forgetting {
    /// Often enough to stay small, seldom enough to cost little.
    private static final int STEP = 64;

    /// So that nobody holds the lock for long, whatever has piled up.
    private static final int ROWS_MAX = 10_000;

    private final int historyMax;

    Forgetting(int historyMax) {
        this.historyMax = historyMax;
    }

    /// @param asked up to where somebody wants changes forgotten
    /// @param newest the revision after this transaction; what it adds itself is not forgotten by it
    Revision upTo(Horizon before, Revision asked, Revision newest) {
        long compacted = before.compacted().value();
        long wanted = asked.value();
        if (newest.value() - Math.max(wanted, compacted) > historyMax + STEP) {
            wanted = newest.value() - historyMax;
        }
        long possible = Math.min(Math.min(wanted, before.revision().value()), compacted + ROWS_MAX);
        return new Revision(Math.max(compacted, possible));
    }
}
