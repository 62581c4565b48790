// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.Change;
import dev.skerry.store.Revision;
import java.util.List;

/// Changes after some revision, and how far the engine was, in one snapshot.
///
/// @param upTo no change up to this revision is missing
record News(Horizon horizon, List<Change> changes, Revision upTo) {
    /// Whether this is all there was.
    boolean isWhole() {
        return upTo.equals(horizon.revision());
    }
}
