// SPDX-License-Identifier: Apache-2.0
/// An ordered, revisioned key-value store with watch. Start with [Store]. Every implementation passes
/// `StoreContract`, in this module's test-jar. Implementations are safe for use by many threads.
@NullMarked
package dev.skerry.store;

import org.jspecify.annotations.NullMarked;
