// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

/// A mistake that somebody could make, made on purpose: a simulator that does not find it finds nothing.
public enum PlantedBug {
    NONE,
    /// Link: the server acknowledges messages before it has applied them.
    SERVER_ACKNOWLEDGES_EARLY,
    /// Cache: a node takes what it does not know for unwanted, although its database was lost.
    NODE_STOPS_UNKNOWN_PODS,
    /// Outbox: the highest number is not written with each message, so after a crash numbers are used again.
    OUTBOX_REUSES_NUMBERS,
    /// Pod plan: a later life of the agent reads the same wish as another one.
    AGENT_READS_WISHES_ANEW,
    /// Controller: what it has made itself it learns from the watch, a moment too late.
    CONTROLLER_FORGETS_ITS_WRITES,
    /// Controller: edge nodes are not told from others, which cannot be left alone for long.
    CONTROLLER_MISSES_THE_EDGE,
    /// Scheduler: what the pods of a node ask for does not count.
    SCHEDULER_IGNORES_REQUESTS
}
