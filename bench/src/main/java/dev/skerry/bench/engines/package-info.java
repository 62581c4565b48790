// SPDX-License-Identifier: Apache-2.0
/// The engines under the store, side by side on one disk. Start with [SharedEngines].
@NullMarked
package dev.skerry.bench.engines;

import org.jspecify.annotations.NullMarked;
