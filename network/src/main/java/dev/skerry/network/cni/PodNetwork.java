// SPDX-License-Identifier: Apache-2.0
package dev.skerry.network.cni;

import java.nio.file.Path;
import java.util.List;

/// Makes network namespaces and connects them. Idempotent: attaching again answers the same addresses,
/// also after a restart of the agent or the machine.
public interface PodNetwork {
    /// @param namespace path of the pod's network namespace
    /// @param addresses the pod's own, first the primary
    record Attachment(Path namespace, List<String> addresses) {
        public Attachment {
            addresses = List.copyOf(addresses);
        }
    }

    /// A port of the host that leads to the pod. `protocol` is `tcp`, `udp` or `sctp`.
    record HostPort(int hostPort, int podPort, String protocol, String hostAddress) {}

    Attachment attach(String pod, List<HostPort> ports) throws InterruptedException;

    void detach(String pod) throws InterruptedException;

    /// Pods that are attached, by the identifiers they were attached with.
    List<String> attached();

    /// Takes down what pods share, unless a pod is still attached: bridge and rules.
    void dismantle() throws InterruptedException;
}
