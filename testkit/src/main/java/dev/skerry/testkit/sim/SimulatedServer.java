// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.ApiServer;
import dev.skerry.apiserver.ApiServerParts;
import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.client.KubeClient;
import dev.skerry.client.http.RestClient;
import dev.skerry.edge.sync.NodeConversation;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.store.Store;
import dev.skerry.testkit.kube.HandlerTransport;
import dev.skerry.tunnel.profile.LinkProfile;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// One life of the server's process, wired as the real one is: everything in here is gone with a crash, except the
/// disk.
final class SimulatedServer {
    private static final KeyPair TOKEN_KEY = Keys.generate();
    private static final Identity ADMINISTRATOR = Identity.of("system:admin", Identity.GROUP_MASTERS);
    private static final Identity CONTROLLERS =
            Identity.of("system:kube-controller-manager", Identity.GROUP_AUTHENTICATED);
    private static final Identity SCHEDULER = Identity.of("system:kube-scheduler", Identity.GROUP_AUTHENTICATED);
    private static final Identity EDGE = Identity.of("system:skerry-edge", Identity.GROUP_AUTHENTICATED);

    private final ObjectStorage storage;
    private final ApiServer api;
    private final Truth truth;
    private final Surroundings surroundings;
    private final SimulatedReconcilers reconcilers;
    private final SimulatedEdge edge;

    SimulatedServer(Store disk, Truth truth, Surroundings surroundings) {
        this.truth = truth;
        this.surroundings = surroundings;
        this.storage = new ObjectStorage(disk);
        var tokens = new ServiceAccountTokens("https://sim", List.of(TOKEN_KEY), surroundings.clock());
        var access = StandardAccess.build(storage, tokens, Map.of(), surroundings.clock(), surroundings.random());
        this.api = new ApiServer(new ApiServerParts(
                storage,
                access,
                (node, _) -> {
                    throw new StatusException(503, "ServiceUnavailable", node, JsonObject.EMPTY);
                },
                surroundings.clock(),
                surroundings.random(),
                new Metrics()));
        this.reconcilers = new SimulatedReconcilers(
                name -> client(CONTROLLERS, name, false), client(SCHEDULER, "scheduler", false), surroundings);
        this.edge = new SimulatedEdge(client(EDGE, "edge", false), this::asNode, surroundings);
    }

    /// The API for the administrator.
    KubeClient user() {
        return client(ADMINISTRATOR, "user", false);
    }

    ObjectStorage storage() {
        return storage;
    }

    boolean isReady() {
        return edge.isReady();
    }

    /// @param isCut whether the connection has ended
    NodeConversation accept(String node, LinkProfile profile, BooleanSupplier isCut) {
        return edge.accept(node, profile, isCut);
    }

    /// One of the reconcilers does something, or learns something.
    void reconcile() throws InterruptedException {
        reconcilers.step();
    }

    /// One part of the nodes' end does something.
    void serveEdge() throws InterruptedException {
        edge.step();
    }

    /// Everybody gets a turn, in order.
    void round() throws InterruptedException {
        edge.round();
        reconcilers.round();
    }

    private KubeClient asNode(String node) {
        return client(
                Identity.of(Identity.NODE_PREFIX + node, Identity.GROUP_NODES, Identity.GROUP_AUTHENTICATED),
                node,
                true);
    }

    private KubeClient client(Identity identity, String actor, boolean losesAnswers) {
        return new StepwiseClient(
                new RestClient(new HandlerTransport(api.handlerAs(identity)), identity.name()),
                storage,
                new StepwiseClient.Actor(actor, truth, surroundings.weather(), losesAnswers));
    }
}
