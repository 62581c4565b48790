// SPDX-License-Identifier: Apache-2.0
/// Runs the pods that this node must run, from the [dev.skerry.agent.cache.ObjectCache] alone: no server is
/// needed once the objects are there. Start with [Pods]; what happens to a pod is decided in [PodPlan].
///
/// A job for each pod observes, decides and starts steps; each step is a job of its own, so that a slow pull or a
/// graceful end holds up nothing else. Jobs are threads, or turns that a simulator takes.
@NullMarked
package dev.skerry.agent.pod;

import org.jspecify.annotations.NullMarked;
