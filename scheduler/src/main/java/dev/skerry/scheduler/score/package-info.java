// SPDX-License-Identifier: Apache-2.0
/// Which of the possible nodes is the best. Start with [Scores].
@NullMarked
package dev.skerry.scheduler.score;

import org.jspecify.annotations.NullMarked;
