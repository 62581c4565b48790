// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.servers;

import dev.skerry.api.codec.Timestamps;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.controllers.servers.Attendance.Roll;
import dev.skerry.controllers.servers.Attendance.Sign;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Keeps the endpoints of the Service `kubernetes` right, together with the other servers of the cluster.
///
/// Each server has a Lease of its own that says where it is reached. At each turn it looks at all of them, lets
/// the endpoints be those that are alive, and clears away the rest. It renews its own only while there is another
/// one's: a server that is alone writes nothing, which spares the flash that most of them run on.
public final class ServerPresence {
    private static final Log LOG = Log.of("servers");
    private static final Duration TURN = Duration.ofSeconds(10);
    private static final String LEASES_NAMESPACE = "kube-system";
    private static final String LABEL = "skerry.dev/lease";
    private static final String PREFIX = "skerry-server-";

    private final KubeClient client;
    private final Supplier<ServerAddress> address;
    private final Clock clock;
    private final EndpointsWriter writer;
    private final Attendance attendance = new Attendance();

    /// @param address where this server is reached; asked at each turn, since a machine's address may change
    public ServerPresence(KubeClient client, Supplier<ServerAddress> address, Clock clock) {
        this.client = client;
        this.writer = new EndpointsWriter(client);
        this.address = address;
        this.clock = clock;
    }

    /// Takes a turn every ten seconds until it is interrupted.
    public void run() throws InterruptedException {
        while (true) {
            clock.sleep(TURN);
            turn();
        }
    }

    /// Looks once. What fails is tried again at the next turn.
    public void turn() {
        try {
            ServerAddress own = address.get();
            List<KubeObject> leases = leases();
            boolean isAlone = leases.stream().allMatch(lease -> lease.name().equals(nameFor(own)));
            if (!isAlone || leases.isEmpty()) {
                // Before anybody is judged: while nothing can be written, the others' silence means nothing.
                renew(own, leases);
            }
            Roll roll = attendance.call(
                    leases.stream().flatMap(lease -> sign(lease).stream()).toList(), clock.nanos());
            for (String gone : roll.absent()) {
                if (!gone.equals(nameFor(own))) {
                    client.delete(Resources.LEASES, new ObjectName(LEASES_NAMESPACE, gone), Deletion.BACKGROUND);
                }
            }
            var alive = new HashSet<ServerAddress>();
            roll.present().forEach(sign -> alive.add(sign.address()));
            alive.add(own);
            writer.write(ServiceEndpoints.of(alive));
        } catch (TransientException failed) {
            attendance.startOver();
            LOG.debug("the endpoints of the API are not up to date", "why", failed.getMessage());
        } catch (StatusException failed) {
            LOG.debug("the endpoints of the API are not up to date", "why", failed.getMessage());
        }
    }

    /// Says that this server is going, so that the others need not find out.
    public void leave() {
        try {
            client.delete(
                    Resources.LEASES, new ObjectName(LEASES_NAMESPACE, nameFor(address.get())), Deletion.BACKGROUND);
        } catch (TransientException | StatusException failed) {
            // The others will miss it.
            LOG.debug("left without a word", "why", failed.getMessage());
        }
    }

    private List<KubeObject> leases() {
        return client.list(new Scope(Resources.LEASES, LEASES_NAMESPACE, LABEL + "=server", ""))
                .items();
    }

    private static Optional<Sign> sign(KubeObject lease) {
        return ServerAddress.parse(lease.at("spec", "holderIdentity").text())
                .map(address -> new Sign(
                        lease.name(),
                        address,
                        lease.uid() + lease.at("spec", "renewTime").text()));
    }

    private void renew(ServerAddress own, List<KubeObject> leases) {
        var found = leases.stream()
                .filter(lease -> lease.name().equals(nameFor(own)))
                .findFirst();
        var kind = new GroupVersionKind("coordination.k8s.io", "v1", "Lease");
        KubeObject lease = found.orElseGet(() -> KubeObject.of(kind, new ObjectName(LEASES_NAMESPACE, nameFor(own)))
                        .withLabel(LABEL, "server"))
                .with(own.toString(), "spec", "holderIdentity")
                .with(Json.of(Attendance.PATIENCE.toSeconds()), "spec", "leaseDurationSeconds")
                .with(Timestamps.micros(clock.now()), "spec", "renewTime");
        if (found.isPresent()) {
            client.update(Resources.LEASES, lease);
        } else {
            client.create(Resources.LEASES, lease);
        }
    }

    private static String nameFor(ServerAddress server) {
        return PREFIX + server.host().replace(':', '-') + "-" + server.port();
    }
}
