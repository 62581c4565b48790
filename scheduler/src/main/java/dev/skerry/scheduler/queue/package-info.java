// SPDX-License-Identifier: Apache-2.0
/// Pods that wait for a node. Start with [SchedulingQueue].
@NullMarked
package dev.skerry.scheduler.queue;

import org.jspecify.annotations.NullMarked;
