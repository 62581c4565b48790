// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

/// How urgent a message of a node is, most urgent first. Each class has its own sequence and keeps its own
/// order; between classes the more urgent one goes first.
public enum MessageClass {
    /// That the node lives, and how it is: the Node object.
    HEARTBEAT,
    /// Where objects stand; only the latest state of each counts.
    STATUS,
    ALERT,
    EVENT,
    TELEMETRY
}
