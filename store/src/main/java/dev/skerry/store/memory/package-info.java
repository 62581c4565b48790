// SPDX-License-Identifier: Apache-2.0
/// A store that lives in memory: for tests, the simulator, and what need not survive. Start with
/// [MemoryStore].
@NullMarked
package dev.skerry.store.memory;

import org.jspecify.annotations.NullMarked;
