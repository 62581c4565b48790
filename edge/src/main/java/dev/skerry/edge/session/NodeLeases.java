// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.session;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Renews the Leases of connected nodes on their behalf: the nodes themselves send nothing for it, their
/// connection is the heartbeat. And claims them: see [LinkClaim].
///
/// A claim is laid when a node connects, before anything is heard of it, and from then on only kept: every renewal
/// is written against the Lease as this server knows it, so that the first one after another server's claim is a
/// conflict, and the connection, which the node must have given up, is ended.
///
/// One thread calls [#tick], any may call the rest.
///
/// A renewal is one write to the store, made from the Lease as it was last written, without a read. Every
/// ten seconds, as Kubernetes' own nodes do: 100 nodes cost 10 small writes a second, which is nothing to
/// the store; a fleet of 10,000 will want [#PERIOD] longer, and with it the duration in the Lease.
public final class NodeLeases {
    static final Duration PERIOD = Duration.ofSeconds(10);

    private static final Log LOG = Log.of("edge.session");
    private static final GroupVersionKind KIND = new GroupVersionKind("coordination.k8s.io", "v1", "Lease");
    private static final GroupVersionResource LEASES = new GroupVersionResource("coordination.k8s.io", "v1", "leases");
    private static final String NAMESPACE = "kube-node-lease";
    private static final int DURATION_SECONDS = 40;
    private static final int CONFLICTS_MAX = 5;
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubeClient system;
    private final ConnectedNodes connected;
    private final LinkClaim claim;
    private final Clock clock;

    /// Nodes whose connection is not claimed yet.
    private final Set<String> unclaimed = ConcurrentHashMap.newKeySet();

    /// Leases as last written, of connected nodes only.
    private final Map<String, KubeObject> written = new ConcurrentHashMap<>();

    private final Map<String, Long> renewedAt = new HashMap<>();

    public NodeLeases(KubeClient system, ConnectedNodes connected, LinkClaim claim, Clock clock) {
        this.system = system;
        this.connected = connected;
        this.claim = claim;
        this.clock = clock;
    }

    /// A node has a new connection: it will be claimed with the next [#tick] at the latest.
    public void connected(String node) {
        unclaimed.add(node);
    }

    /// Claims a new connection now, if the API answers.
    public void claim(String node) {
        try {
            layClaim(node);
        } catch (TransientException | StatusException failed) {
            LOG.debug("a node's connection is not claimed yet", "node", node, "why", failed.getMessage());
        }
    }

    /// Whether another server has the node's connection, or had it last.
    boolean isClaimedByAnother(String node) {
        return system.find(LEASES, new ObjectName(NAMESPACE, node))
                .filter(claim::isOfAnother)
                .isPresent();
    }

    /// Renews what is due.
    ///
    /// @throws dev.skerry.foundation.lifecycle.TransientException if the API cannot be reached; what was not
    ///     renewed is due with the next call
    public void tick() {
        List<String> names = connected.names();
        written.keySet().retainAll(names);
        renewedAt.keySet().retainAll(names);
        unclaimed.retainAll(names);
        long now = clock.nanos();
        for (String node : names) {
            Long last = renewedAt.get(node);
            if (last == null || unclaimed.contains(node) || now - last >= PERIOD.toNanos()) {
                renew(node);
                renewedAt.put(node, now);
            }
        }
    }

    /// What is refused for one node is no reason to let the others go without.
    private void renew(String node) {
        try {
            if (unclaimed.contains(node)) {
                layClaim(node);
            } else if (!renewKnown(node)) {
                readAndRenew(node);
            }
        } catch (StatusException refused) {
            written.remove(node);
            LOG.debug("a node's lease was not renewed", "node", node, "why", refused.getMessage());
        }
    }

    /// Writes the Lease as it was last written here; false if that is unknown, or not what stands there any more.
    private boolean renewKnown(String node) {
        KubeObject known = written.get(node);
        if (known == null) {
            return false;
        }
        try {
            written.put(node, system.update(LEASES, renewed(known)));
            return true;
        } catch (StatusException refused) {
            if (refused.code() != 409 && refused.code() != 404) {
                throw refused;
            }
            written.remove(node);
            return false;
        }
    }

    private void readAndRenew(String node) {
        Optional<KubeObject> lease = system.find(LEASES, new ObjectName(NAMESPACE, node));
        if (lease.filter(claim::isOfAnother).isPresent()) {
            connected.end(node, "the node is connected to another server");
            return;
        }
        write(node, lease);
    }

    /// Takes the Lease over, whoever had it.
    private void layClaim(String node) {
        for (int attempt = 0; attempt < CONFLICTS_MAX; attempt++) {
            try {
                write(node, system.find(LEASES, new ObjectName(NAMESPACE, node)));
                unclaimed.remove(node);
                return;
            } catch (StatusException refused) {
                if (refused.code() != 409) {
                    throw refused;
                }
            }
        }
    }

    /// Writes the Lease as this server's, or makes it if there is none and the node is known.
    private void write(String node, Optional<KubeObject> lease) {
        if (lease.isPresent()) {
            written.put(node, system.update(LEASES, renewed(claim.laidOn(lease.get()))));
            return;
        }
        Optional<KubeObject> owner = system.find(NodeResources.NODES, ObjectName.cluster(node));
        if (owner.isPresent()) {
            var reference = new OwnerReference("v1", "Node", node, owner.get().uid(), false, false);
            KubeObject fresh = KubeObject.of(KIND, new ObjectName(NAMESPACE, node))
                    .withOwners(List.of(reference))
                    .with(JsonObject.of("holderIdentity", node, "leaseDurationSeconds", DURATION_SECONDS), "spec");
            written.put(node, system.create(LEASES, renewed(claim.laidOn(fresh))));
        }
    }

    private KubeObject renewed(KubeObject lease) {
        return lease.with(MICRO_TIME.format(clock.now()), "spec", "renewTime");
    }
}
