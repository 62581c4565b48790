// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.session;

import dev.skerry.api.object.KubeObject;

/// Which of several servers holds the connection of a node: the one that it connected to last, which has written its
/// name into the node's Lease. A server that finds another one's name there has nothing to say about the node any
/// more, whatever its own end of a connection looks like.
///
/// @param server names this process among the servers of the cluster, and none before or after it
public record LinkClaim(String server) {
    static final String ANNOTATION = "skerry.dev/linked-to";

    KubeObject laidOn(KubeObject lease) {
        return lease.withAnnotation(ANNOTATION, server);
    }

    boolean isOurs(KubeObject lease) {
        return server.equals(lease.annotations().get(ANNOTATION));
    }

    boolean isOfAnother(KubeObject lease) {
        return lease.annotations().containsKey(ANNOTATION) && !isOurs(lease);
    }
}
