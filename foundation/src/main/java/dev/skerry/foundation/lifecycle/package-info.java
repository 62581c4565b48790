// SPDX-License-Identifier: Apache-2.0
/// How things start, fail and stop. Start with [TaskGroup]; work that a simulator has to be able to take turn by
/// turn goes through [Jobs].
@NullMarked
package dev.skerry.foundation.lifecycle;

import org.jspecify.annotations.NullMarked;
