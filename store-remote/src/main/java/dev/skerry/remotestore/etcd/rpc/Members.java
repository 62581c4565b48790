// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The members that may be asked, and the one that is asked now. Everybody keeps to one until it fails
/// somebody, so a member that hangs costs its time once, and not every caller.
final class Members {
    private final List<Connection> connections;
    private final AtomicInteger current = new AtomicInteger();

    Members(List<Connection> connections) {
        this.connections = List.copyOf(connections);
    }

    int count() {
        return connections.size();
    }

    Connection current() {
        return connections.get(Math.floorMod(current.get(), connections.size()));
    }

    /// This one has failed: the next one is asked, unless somebody has gone on already.
    void leave(Connection failed) {
        int at = current.get();
        if (connections.get(Math.floorMod(at, connections.size())) == failed) {
            current.compareAndSet(at, at + 1);
        }
    }

    void close() {
        connections.forEach(Connection::close);
    }
}
