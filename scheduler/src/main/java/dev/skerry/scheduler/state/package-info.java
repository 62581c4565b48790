// SPDX-License-Identifier: Apache-2.0
/// What the scheduler knows of pods and nodes, reduced to what it decides by. Start with [Snapshot].
@NullMarked
package dev.skerry.scheduler.state;

import org.jspecify.annotations.NullMarked;
