// SPDX-License-Identifier: Apache-2.0
/// Whole stores: read while others write ([StoreCopy]), put together again ([StoreFiller]), moved ([Migration]) and
/// looked through ([StoreCheck]). Each object is used by one thread.
@NullMarked
package dev.skerry.backup.copy;

import org.jspecify.annotations.NullMarked;
