// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.edge.interest.ClusterView.Touched;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// The nodes that are connected to this server: one session each. A newer connection of a node takes the
/// place of an older one, which it can only have made because it gave the older one up; the new one starts
/// when nothing of the old one runs any more, so that two never apply messages side by side.
public final class ConnectedNodes {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, NodeSession> sessions = new HashMap<>();

    /// Lets a session in, after the one it replaces has ended.
    public void enter(NodeSession session) throws InterruptedException {
        NodeSession old;
        lock.lock();
        try {
            old = sessions.put(session.node(), session);
        } finally {
            lock.unlock();
        }
        if (old != null) {
            old.connection().end("a newer connection of the node took its place");
            old.ended().await();
        }
    }

    /// The session is over; whether the node is without one now.
    public boolean leave(NodeSession session) {
        session.ended().countDown();
        lock.lock();
        try {
            return sessions.remove(session.node(), session);
        } finally {
            lock.unlock();
        }
    }

    /// Ends the connection of a node, if it has one here.
    void end(String node, String why) {
        find(node).ifPresent(session -> session.connection().end(why));
    }

    public Optional<NodeSession> find(String node) {
        lock.lock();
        try {
            return Optional.ofNullable(sessions.get(node));
        } finally {
            lock.unlock();
        }
    }

    /// The names of all connected nodes, in order.
    public List<String> names() {
        lock.lock();
        try {
            return List.copyOf(new TreeSet<>(sessions.keySet()));
        } finally {
            lock.unlock();
        }
    }

    /// Passes on what changed in the cluster to the nodes that it concerns.
    public void tell(Touched touched) {
        touched.keysByNode()
                .forEach((node, keys) -> find(node).ifPresent(session -> {
                    session.conversation().changed(keys);
                    session.connection().wake();
                }));
    }
}
