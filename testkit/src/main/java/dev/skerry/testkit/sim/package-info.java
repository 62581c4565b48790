// SPDX-License-Identifier: Apache-2.0
/// A cluster with edge nodes in one thread and virtual time: the real API server with the real controllers and the
/// real scheduler, both real ends of the link, the real agents with their caches, outboxes and pods, on disks and
/// machines that survive crashes and links that break. Only what touches the world is simulated: disks, clock,
/// containers, images, addresses, probes. One seed decides everything that happens. Start with [Simulation].
@NullMarked
package dev.skerry.testkit.sim;

import org.jspecify.annotations.NullMarked;
