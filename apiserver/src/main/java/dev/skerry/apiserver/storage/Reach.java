// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import java.util.Optional;

/// Says how far the store has got, which every read asks first, and whether the engine behind it can be reached
/// at all.
///
/// Promise: [#latest] answers the revision at a moment after it was called, so a read that waits until memory
/// stands there sees whatever was answered as written before it. It keeps nobody waiting for long: while the
/// engine is away it says so at once.
interface Reach {
    /// @throws dev.skerry.store.StoreUnavailableException if the engine cannot be reached now
    long latest();

    /// For a write, which must not wait for an engine that is known to be away.
    ///
    /// @throws dev.skerry.store.StoreUnavailableException if so
    void demand();

    /// Why the engine cannot be reached, as far as is known; empty while it can.
    Optional<String> absence();
}
