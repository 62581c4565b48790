// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Where this node keeps its pods and what they are told of it.
///
/// @param nodeName as the API knows it
/// @param folder with one folder for each pod: volumes, hosts files, termination messages
/// @param logs with one folder for each pod: `<namespace>_<name>_<uid>/<container>/<attempt>.log`
/// @param cgroupParent under which pods' cgroups are made
/// @param boot which start of the machine this is; differs after every reboot
/// @param hostAddresses this node's addresses at any time, the primary first; may be none
/// @param cpuMillis of this node
/// @param memoryBytes of this node
/// @param clusterDomain such as `cluster.local`
/// @param clusterDns name servers for pods; none to use the host's
/// @param serviceEnvironment variables for every container, such as KUBERNETES_SERVICE_HOST
public record PodsConfig(
        String nodeName,
        Path folder,
        Path logs,
        String cgroupParent,
        String boot,
        Supplier<List<String>> hostAddresses,
        long cpuMillis,
        long memoryBytes,
        String clusterDomain,
        List<String> clusterDns,
        Map<String, String> serviceEnvironment) {
    public PodsConfig {
        clusterDns = List.copyOf(clusterDns);
        serviceEnvironment = Map.copyOf(serviceEnvironment);
    }
}
