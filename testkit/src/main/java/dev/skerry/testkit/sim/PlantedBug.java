// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

/// A mistake that somebody could make, made on purpose: a simulator that does not find it finds nothing.
public enum PlantedBug {
    NONE,
    /// The server acknowledges messages before it has applied them.
    SERVER_ACKNOWLEDGES_EARLY,
    /// A node takes what it does not know for unwanted, although its database was lost.
    NODE_STOPS_UNKNOWN_PODS
}
