// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// Says in a node's status that its connection is lost: condition Ready becomes Unknown with reason
/// `NodeDisconnected`. Unknown, not False: its pods are most likely fine.
///
/// Of several servers only the one that the node was connected to last says so: a node that has moved is not lost.
///
/// Who says what about a node: the node itself reports Ready, through its connection, when it connects and
/// when something changes; this class reports the loss of the connection, [#PATIENCE] after it; and the
/// controller for node life cycles covers what neither can see, a server that died together with its memory
/// of who was connected, by the age of the node's Lease.
public final class NodeReadiness {
    private static final Log LOG = Log.of("edge.session");

    /// Most lost connections are back within a second; their nodes need not flicker for everybody to see.
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int CONFLICTS_MAX = 5;

    private final KubeClient system;
    private final ConnectedNodes connected;
    private final NodeLeases leases;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Long> lostAt = new HashMap<>();

    /// @param system the API as this server sees it
    public NodeReadiness(KubeClient system, ConnectedNodes connected, NodeLeases leases, Clock clock) {
        this.system = system;
        this.connected = connected;
        this.leases = leases;
        this.clock = clock;
    }

    /// Notes that a node is no longer connected.
    public void lost(String node) {
        lock.lock();
        try {
            lostAt.putIfAbsent(node, clock.nanos());
        } finally {
            lock.unlock();
        }
    }

    /// Reports the nodes that have been away for long enough.
    ///
    /// @throws dev.skerry.foundation.lifecycle.TransientException if the API cannot be reached; what was not
    ///     reported is tried again with the next call
    public void tick() {
        for (var entry : snapshot().entrySet()) {
            boolean isBack = connected.find(entry.getKey()).isPresent();
            if (isBack || clock.nanos() - entry.getValue() >= PATIENCE.toNanos()) {
                if (!isBack) {
                    report(entry.getKey());
                }
                forget(entry.getKey());
            }
        }
    }

    private void report(String node) {
        for (int attempt = 0; attempt < CONFLICTS_MAX; attempt++) {
            Optional<KubeObject> known = system.find(NodeResources.NODES, ObjectName.cluster(node));
            // Asked after the read: the node's own report, if it comes now, makes the write a conflict. A server that
            // the node has moved to claims it, if the API lets it, before it passes that report on.
            if (known.isEmpty() || connected.find(node).isPresent() || leases.isClaimedByAnother(node)) {
                return;
            }
            try {
                system.updateSubresource(NodeResources.NODES, "status", disconnected(known.get()));
                LOG.info("a node's connection is lost", "node", node);
                return;
            } catch (StatusException refused) {
                if (refused.code() == 404) {
                    return;
                }
                if (refused.code() != 409) {
                    throw refused;
                }
            }
        }
    }

    private KubeObject disconnected(KubeObject node) {
        String now = clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
        var conditions = new JsonArray(node.at("status", "conditions").elements().stream()
                .filter(one -> !one.at("type").text().equals("Ready"))
                .toList());
        Json ready = JsonObject.of(
                "type",
                "Ready",
                "status",
                "Unknown",
                "reason",
                "NodeDisconnected",
                "message",
                "The connection of the node is lost. Its pods go on without it.",
                "lastTransitionTime",
                now);
        return node.with(conditions.with(ready), "status", "conditions");
    }

    /// In the order of the names, so that every run reports in the same order.
    private Map<String, Long> snapshot() {
        lock.lock();
        try {
            return new TreeMap<>(lostAt);
        } finally {
            lock.unlock();
        }
    }

    private void forget(String node) {
        lock.lock();
        try {
            lostAt.remove(node);
        } finally {
            lock.unlock();
        }
    }
}
