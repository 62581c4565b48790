// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.volume;

import dev.skerry.api.object.KubeObject;
import java.util.List;

/// What a pod may ask about itself.
///
/// @param cpuMillis of the node, in place of a limit that is not set
/// @param memoryBytes of the node, in place of a limit that is not set
public record PodFacts(
        KubeObject pod, List<String> podAddresses, List<String> hostAddresses, long cpuMillis, long memoryBytes) {
    public PodFacts {
        podAddresses = List.copyOf(podAddresses);
        hostAddresses = List.copyOf(hostAddresses);
    }
}
