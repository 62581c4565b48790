// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

import java.util.Optional;

/// One write, as a watcher sees it.
///
/// @param revision of this change; for a deletion, of the deletion
/// @param value what was written; empty for a deletion
public record Change(Key key, Revision revision, Optional<byte[]> value) {
    public boolean isDeletion() {
        return value.isEmpty();
    }
}
