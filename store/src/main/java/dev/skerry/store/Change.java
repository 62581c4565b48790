// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

import java.util.Optional;

/// One write, as a watcher sees it.
///
/// @param revision of this change; for a deletion, of the deletion
/// @param value what was written; empty for a deletion
/// @param previous what stood there before; empty when the key was made. An implementation that no
///     longer has it (a watch that starts in the past) leaves it empty
public record Change(Key key, Revision revision, Optional<byte[]> value, Optional<byte[]> previous) {
    public boolean isDeletion() {
        return value.isEmpty();
    }
}
