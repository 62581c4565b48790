// SPDX-License-Identifier: Apache-2.0
/// Where a pod goes. [Scheduler] decides, purely; [SchedulingLoop] takes pods that wait, has them decided
/// on, and binds them.
@NullMarked
package dev.skerry.scheduler;

import org.jspecify.annotations.NullMarked;
