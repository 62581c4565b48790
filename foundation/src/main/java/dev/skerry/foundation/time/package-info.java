// SPDX-License-Identifier: Apache-2.0
/// The only place that reads the clock or sleeps. Start with [Clock]; everything that needs the time
/// is handed one, so that a simulator can hand it another.
@NullMarked
package dev.skerry.foundation.time;

import org.jspecify.annotations.NullMarked;
