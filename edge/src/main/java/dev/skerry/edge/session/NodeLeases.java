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
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Renews the Leases of connected nodes on their behalf: the nodes themselves send nothing for it, their
/// connection is the heartbeat. One thread.
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
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubeClient system;
    private final ConnectedNodes connected;
    private final Clock clock;

    /// Leases as last written, of connected nodes only.
    private final Map<String, KubeObject> written = new HashMap<>();

    private final Map<String, Long> renewedAt = new HashMap<>();

    public NodeLeases(KubeClient system, ConnectedNodes connected, Clock clock) {
        this.system = system;
        this.connected = connected;
        this.clock = clock;
    }

    /// Renews what is due.
    ///
    /// @throws dev.skerry.foundation.lifecycle.TransientException if the API cannot be reached; what was not
    ///     renewed is due with the next call
    public void tick() {
        List<String> names = connected.names();
        written.keySet().retainAll(names);
        renewedAt.keySet().retainAll(names);
        long now = clock.nanos();
        for (String node : names) {
            Long last = renewedAt.get(node);
            if (last == null || now - last >= PERIOD.toNanos()) {
                renew(node);
                renewedAt.put(node, now);
            }
        }
    }

    private void renew(String node) {
        KubeObject known = written.get(node);
        try {
            if (known == null) {
                findOrCreate(node);
            } else {
                written.put(node, system.update(LEASES, renewed(known)));
            }
        } catch (StatusException refused) {
            // Somebody else wrote or removed it: the next round begins with a read.
            written.remove(node);
            LOG.debug("a node's lease was not renewed", "node", node, "why", refused.getMessage());
        }
    }

    private void findOrCreate(String node) {
        var name = new ObjectName(NAMESPACE, node);
        Optional<KubeObject> lease = system.find(LEASES, name);
        if (lease.isPresent()) {
            written.put(node, system.update(LEASES, renewed(lease.get())));
            return;
        }
        Optional<KubeObject> owner = system.find(NodeResources.NODES, ObjectName.cluster(node));
        if (owner.isPresent()) {
            var reference = new OwnerReference("v1", "Node", node, owner.get().uid(), false, false);
            KubeObject fresh = KubeObject.of(KIND, name)
                    .withOwners(List.of(reference))
                    .with(JsonObject.of("holderIdentity", node, "leaseDurationSeconds", DURATION_SECONDS), "spec");
            written.put(node, system.create(LEASES, renewed(fresh)));
        }
    }

    private KubeObject renewed(KubeObject lease) {
        return lease.with(MICRO_TIME.format(clock.now()), "spec", "renewTime");
    }
}
