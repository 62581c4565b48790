// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.meta.StatusException;
import dev.skerry.client.KubeClient;
import dev.skerry.edge.interest.ClusterView;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.edge.interest.ResourceFeed;
import dev.skerry.edge.session.ConnectedNodes;
import dev.skerry.edge.session.LinkClaim;
import dev.skerry.edge.session.NodeLeases;
import dev.skerry.edge.session.NodeReadiness;
import dev.skerry.edge.session.NodeSession;
import dev.skerry.edge.sync.NodeConversation;
import dev.skerry.edge.sync.UpstreamSink;
import dev.skerry.edge.upstream.AppliedSequences;
import dev.skerry.edge.upstream.UpstreamApplier;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.tunnel.frame.FrameCodec;
import dev.skerry.tunnel.profile.LinkProfile;
import dev.skerry.tunnel.session.Connection;
import dev.skerry.tunnel.stream.Streams;
import dev.skerry.tunnel.websocket.WebSocket;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// The server's end of every node, wired as [dev.skerry.edge.EdgeServer] does it, without its threads.
final class SimulatedEdge {
    private record Entered(NodeSession session, BooleanSupplier isCut) {}

    private final Surroundings surroundings;
    private final ClusterView view = new ClusterView();
    private final ConnectedNodes connected = new ConnectedNodes();
    private final List<ResourceFeed> feeds;
    private final UpstreamApplier applier;
    private final NodeReadiness readiness;
    private final NodeLeases leases;
    private final Map<String, Entered> entered = new TreeMap<>();

    /// @param as acts as the node with the given name
    SimulatedEdge(KubeClient system, Function<String, KubeClient> as, Surroundings surroundings) {
        this.surroundings = surroundings;
        this.feeds = NodeResources.IN_ORDER.stream()
                .map(resource -> new ResourceFeed(system, view, resource, connected::tell))
                .toList();
        this.applier = new UpstreamApplier(as, system, new AppliedSequences(), new Metrics());
        var claim = new LinkClaim(Long.toHexString(surroundings.random().nextLong()));
        this.leases = new NodeLeases(system, connected, claim, surroundings.clock());
        this.readiness = new NodeReadiness(system, connected, leases, surroundings.clock());
    }

    boolean isReady() {
        return view.isComplete();
    }

    NodeConversation accept(String node, LinkProfile profile, BooleanSupplier isCut) {
        var parties = new NodeConversation.Parties(node, "simulated", "sim");
        var conversation = new NodeConversation(parties, view, sink(node), profile, () -> {});
        var session = new NodeSession(node, conversation, unused(conversation, profile));
        Entered old = entered.put(node, new Entered(session, isCut));
        if (old != null) {
            boolean _ = connected.leave(old.session());
        }
        leases.connected(node);
        try {
            connected.enter(session);
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
        return conversation;
    }

    /// One feed looks at what has happened, or the time is looked at.
    void step() throws InterruptedException {
        int what = surroundings.random().nextInt(feeds.size() + 1);
        if (what < feeds.size()) {
            boolean _ = look(feeds.get(what));
        } else {
            tick();
        }
    }

    void round() throws InterruptedException {
        for (ResourceFeed feed : feeds) {
            while (look(feed)) {
                // Until there is nothing new.
            }
        }
        tick();
    }

    private static boolean look(ResourceFeed feed) throws InterruptedException {
        try {
            return feed.step(Duration.ZERO);
        } catch (TransientException | StatusException _) {
            // As in the real thing: tried again later.
            return false;
        }
    }

    private void tick() {
        for (Entered one : List.copyOf(entered.values())) {
            String node = one.session().node();
            if (one.isCut().getAsBoolean() && connected.leave(one.session())) {
                entered.remove(node);
                readiness.lost(node);
            }
        }
        try {
            leases.tick();
            readiness.tick();
        } catch (TransientException | StatusException _) {
            // As in the real thing: tried again later.
        }
    }

    private UpstreamSink sink(String node) {
        UpstreamSink honest = applier.sink(node);
        return surroundings.has(PlantedBug.SERVER_ACKNOWLEDGES_EARLY) ? new Hasty(honest) : honest;
    }

    /// What a session is given to wake; nothing ever runs on it, since [SimulatedLink] carries the conversation.
    private Connection unused(NodeConversation conversation, LinkProfile profile) {
        var socket = new WebSocket(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                WebSocket.Role.SERVER,
                surroundings.random(),
                FrameCodec.WIRE_MAX);
        var carriage = new Connection.Carriage(profile, surroundings.clock(), Streams.Side.SERVER, (_, _) -> {});
        return new Connection(socket, () -> {}, conversation, carriage);
    }
}
