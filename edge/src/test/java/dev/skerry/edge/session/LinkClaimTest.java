// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.ManualClock;
import dev.skerry.edge.interest.ClusterView;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.edge.sync.NodeConversation;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import dev.skerry.tunnel.frame.FrameCodec;
import dev.skerry.tunnel.profile.LinkProfile;
import dev.skerry.tunnel.session.Connection;
import dev.skerry.tunnel.stream.Streams;
import dev.skerry.tunnel.websocket.WebSocket;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two servers over one store, and a node that moves between them.
class LinkClaimTest {
    private static final String NODE = "plant";

    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final Server a = new Server("a");
    private final Server b = new Server("b");

    /// A server's end, and which of its connections it has ended itself.
    private final class Server {
        private final ConnectedNodes connected = new ConnectedNodes();
        private final NodeLeases leases;
        private final NodeReadiness readiness;
        private final List<NodeSession> sessions = new ArrayList<>();
        private int ended;

        Server(String name) {
            leases = new NodeLeases(kube, connected, new LinkClaim(name), clock);
            readiness = new NodeReadiness(kube, connected, leases, clock);
        }

        void connect() throws InterruptedException {
            var session = session();
            sessions.add(session);
            leases.connected(NODE);
            connected.enter(session);
            leases.claim(NODE);
        }

        void lose() {
            NodeSession last = sessions.getLast();
            if (connected.leave(last)) {
                readiness.lost(NODE);
            }
        }

        void tick() {
            leases.tick();
            readiness.tick();
        }

        private NodeSession session() {
            var parties = new NodeConversation.Parties(NODE, "cluster", "test");
            var conversation =
                    new NodeConversation(parties, new ClusterView(), (_, _) -> Map.of(), LinkProfile.wired(), () -> {});
            var socket = new WebSocket(
                    InputStream.nullInputStream(),
                    OutputStream.nullOutputStream(),
                    WebSocket.Role.SERVER,
                    new Random(1),
                    FrameCodec.WIRE_MAX);
            Clock any = clock;
            var carriage = new Connection.Carriage(LinkProfile.wired(), any, Streams.Side.SERVER, (_, _) -> {});
            return new NodeSession(NODE, conversation, new Connection(socket, () -> ended++, conversation, carriage));
        }
    }

    @BeforeEach
    void makeTheNode() {
        kube.create(NodeResources.NODES, KubeObject.of(GroupVersionKind.of("v1", "Node"), ObjectName.cluster(NODE)));
        reportsReady();
    }

    @Test
    void aNodeThatHasMovedIsNotLost() throws Exception {
        a.connect();
        a.lose();
        clock.advance(Duration.ofSeconds(1));
        b.connect();
        reportsReady();
        clock.advance(NodeReadiness.PATIENCE);
        a.tick();
        b.tick();
        assertThat(ready()).isEqualTo("True");
    }

    @Test
    void aNodeThatIsNowhereIsLost() throws Exception {
        a.connect();
        a.lose();
        clock.advance(NodeReadiness.PATIENCE);
        a.tick();
        assertThat(ready()).isEqualTo("Unknown");
    }

    @Test
    void whoeverHadItLastSaysThatItIsLost() throws Exception {
        a.connect();
        a.lose();
        b.connect();
        b.lose();
        clock.advance(NodeReadiness.PATIENCE);
        a.tick();
        assertThat(ready()).as("not the first server's business any more").isEqualTo("True");
        b.tick();
        assertThat(ready()).isEqualTo("Unknown");
    }

    @Test
    void anEndThatTheNodeHasGivenUpIsEndedAndRenewsNothing() throws Exception {
        a.connect();
        a.tick();
        b.connect();
        b.tick();
        clock.advance(NodeLeases.PERIOD);
        String before = renewed();
        a.tick();
        assertThat(a.ended).as("the half-open end is ended").isEqualTo(1);
        assertThat(renewed()).as("and keeps nothing alive").isEqualTo(before);
        b.tick();
        assertThat(b.ended).isZero();
        assertThat(renewed()).isNotEqualTo(before);
    }

    @Test
    void aNodeThatComesBackIsClaimedAnew() throws Exception {
        a.connect();
        b.connect();
        b.lose();
        a.lose();
        a.connect();
        clock.advance(NodeLeases.PERIOD);
        a.tick();
        b.tick();
        assertThat(a.ended).isZero();
        assertThat(ready()).isEqualTo("True");
    }

    @Test
    void aClaimThatCannotBeLaidIsLaidLater() throws Exception {
        b.connect();
        kube.failNext(1);
        a.connect();
        assertThat(holder()).isEqualTo("b");
        a.tick();
        assertThat(holder()).isEqualTo("a");
        assertThat(a.ended).isZero();
        clock.advance(NodeLeases.PERIOD);
        b.tick();
        assertThat(b.ended).isEqualTo(1);
    }

    @Test
    void aLeaseThatIsRefusedKeepsNoOtherFromBeingRenewed() throws Exception {
        a.connect();
        a.tick();
        kube.refuse(LEASES, new ObjectName("kube-node-lease", NODE));
        clock.advance(NodeLeases.PERIOD);
        String before = renewed();
        a.tick();
        assertThat(renewed()).as("refused, and nothing thrown").isEqualTo(before);
        kube.refuse(LEASES, new ObjectName("kube-node-lease", "nobody"));
        clock.advance(NodeLeases.PERIOD);
        a.tick();
        assertThat(renewed()).isNotEqualTo(before);
    }

    @Test
    void aLeaseThatSomebodyElseTouchedGoesOnBeingRenewed() throws Exception {
        a.connect();
        a.tick();
        kube.update(LEASES, lease().withLabel("touched", "yes"));
        clock.advance(NodeLeases.PERIOD);
        String before = renewed();
        a.tick();
        assertThat(renewed()).isNotEqualTo(before);
        assertThat(a.ended).isZero();
    }

    private static final GroupVersionResource LEASES = new GroupVersionResource("coordination.k8s.io", "v1", "leases");

    private KubeObject lease() {
        return kube.find(LEASES, new ObjectName("kube-node-lease", NODE)).orElseThrow();
    }

    private String renewed() {
        return lease().at("spec", "renewTime").text();
    }

    private String holder() {
        return lease().annotations().getOrDefault(LinkClaim.ANNOTATION, "nobody");
    }

    private void reportsReady() {
        KubeObject node =
                kube.find(NodeResources.NODES, ObjectName.cluster(NODE)).orElseThrow();
        kube.updateSubresource(
                NodeResources.NODES,
                "status",
                node.with(JsonArray.of(JsonObject.of("type", "Ready", "status", "True")), "status", "conditions"));
    }

    private String ready() {
        return kube.find(NodeResources.NODES, ObjectName.cluster(NODE))
                .orElseThrow()
                .at("status", "conditions")
                .elements()
                .getFirst()
                .at("status")
                .text();
    }
}
