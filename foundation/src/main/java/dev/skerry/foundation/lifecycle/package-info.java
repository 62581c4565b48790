// SPDX-License-Identifier: Apache-2.0
/// How things start, fail and stop. Start with [TaskGroup].
@NullMarked
package dev.skerry.foundation.lifecycle;

import org.jspecify.annotations.NullMarked;
