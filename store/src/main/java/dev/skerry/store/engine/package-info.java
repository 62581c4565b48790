// SPDX-License-Identifier: Apache-2.0
/// What every implementation of [dev.skerry.store.Store] needs and none should have its own of. Start
/// with [Feed], which fans changes out to watchers, and [WriteRule], which decides a write.
@NullMarked
package dev.skerry.store.engine;

import org.jspecify.annotations.NullMarked;
