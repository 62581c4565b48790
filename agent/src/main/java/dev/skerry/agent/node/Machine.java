// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.node;

import java.util.List;

/// What there is to know of the machine.
///
/// @param addresses none if the network is down: that is no reason not to run
/// @param bootId changes with every start of the machine
public record Machine(
        String hostname,
        int processors,
        long memoryBytes,
        long diskBytes,
        List<String> addresses,
        String architecture,
        String kernel,
        String osImage,
        String machineId,
        String bootId) {
    /// Pods that one machine may run; the number that Kubernetes uses, too.
    public static final int PODS_MAX = 110;

    public Machine {
        addresses = List.copyOf(addresses);
    }
}
