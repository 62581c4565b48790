// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

/// The ports of one pod.
record PodPorts(NodeConnector nodes, PodTarget target) {
    /// @throws dev.skerry.api.meta.StatusException 503 if the node is not connected now
    PodConnection connect(int port) throws InterruptedException {
        return PodConnection.open(nodes, target, port);
    }

    /// What a client is told when a connection to a port fails.
    String failure(int port, Exception why) {
        return "error forwarding port " + port + " to pod " + target.pod().name() + ", uid "
                + target.pod().uid() + ": " + why.getMessage();
    }
}
