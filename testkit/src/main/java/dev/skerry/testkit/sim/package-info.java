// SPDX-License-Identifier: Apache-2.0
/// A cluster with edge nodes in one thread and virtual time: the real API server, the real two ends of the
/// link and the real caches and outboxes, on disks that survive crashes and links that break. One seed decides
/// everything that happens. Start with [Simulation].
@NullMarked
package dev.skerry.testkit.sim;

import org.jspecify.annotations.NullMarked;
