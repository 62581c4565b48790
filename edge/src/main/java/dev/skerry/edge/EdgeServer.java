// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.edge.interest.ClusterView;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.edge.interest.ResourceFeed;
import dev.skerry.edge.join.JoinService;
import dev.skerry.edge.proxy.ApiCalls;
import dev.skerry.edge.proxy.NodeStreams;
import dev.skerry.edge.session.ConnectedNodes;
import dev.skerry.edge.session.LinkClaim;
import dev.skerry.edge.session.NodeLeases;
import dev.skerry.edge.session.NodeReadiness;
import dev.skerry.edge.session.NodeSession;
import dev.skerry.edge.session.Refusal;
import dev.skerry.edge.sync.NodeConversation;
import dev.skerry.edge.sync.UpstreamSink;
import dev.skerry.edge.upstream.AppliedSequences;
import dev.skerry.edge.upstream.UpstreamApplier;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.tunnel.frame.FrameCodec;
import dev.skerry.tunnel.session.Connection;
import dev.skerry.tunnel.session.Conversation;
import dev.skerry.tunnel.stream.StreamHandler;
import dev.skerry.tunnel.stream.Streams;
import dev.skerry.tunnel.stream.TunnelStream;
import dev.skerry.tunnel.websocket.Handshake;
import dev.skerry.tunnel.websocket.WebSocket;
import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The server's end of every edge node, for whoever has an HTTP server to put it behind: `POST
/// /skerry/v1/join` and `/renew` go to [#join] and [#renew], `GET /skerry/v1/tunnel` with a node's client
/// certificate is answered with [#upgradeHeaders] and then [#tunnel], and [#openStream] carries logs and exec
/// the other way. [#run] keeps the view of the cluster and the nodes' leases.
public final class EdgeServer {
    private static final Log LOG = Log.of("edge");
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration WATCH_WAIT = Duration.ofSeconds(30);
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
    private static final Duration ENTRY_WAIT = Duration.ofSeconds(5);

    private final EdgeConfig config;
    private final Api api;
    private final Clock clock;
    private final RandomGenerator random;
    private final JoinService joining;
    private final ClusterView view = new ClusterView();
    private final ConnectedNodes connected = new ConnectedNodes();
    private final UpstreamApplier upstream;
    private final NodeReadiness readiness;
    private final NodeLeases leases;
    private final NodeStreams streams = new NodeStreams(connected);
    private final Semaphore entries;

    /// The API that all of this is done on.
    ///
    /// @param system acts as this server
    /// @param as acts as the node with the given name
    public record Api(KubeClient system, Function<String, KubeClient> as) {}

    /// Where time and chance come from, and where is told what happens.
    public record Surroundings(Clock clock, RandomGenerator random, Metrics metrics) {}

    public EdgeServer(EdgeConfig config, Api api, CertificateAuthority authority, Surroundings surroundings) {
        this.config = config;
        this.api = api;
        this.clock = surroundings.clock();
        this.random = surroundings.random();
        this.joining = new JoinService(api.system(), authority, clock, config.fixedToken());
        this.upstream = new UpstreamApplier(api.as(), api.system(), new AppliedSequences(), surroundings.metrics());
        var claim = new LinkClaim(HexFormat.of().toHexDigits(random.nextLong()));
        this.leases = new NodeLeases(api.system(), connected, claim, clock);
        this.readiness = new NodeReadiness(api.system(), connected, leases, clock);
        this.entries = new Semaphore(config.handshakesMax());
        surroundings
                .metrics()
                .gauge(
                        "skerry_edge_nodes_connected",
                        "Nodes with a connection.",
                        () -> connected.names().size());
    }

    /// See [JoinService#join].
    public JsonObject join(String bearer, JsonObject body) {
        return joining.join(bearer, body);
    }

    /// See [JoinService#renew].
    public JsonObject renew(JsonObject body) {
        return joining.renew(body);
    }

    /// What answers the upgrade to a WebSocket.
    ///
    /// @param key the request's `Sec-WebSocket-Key`
    public static Map<String, String> upgradeHeaders(String key) {
        return Handshake.answerHeaders(key);
    }

    /// See [NodeStreams#open].
    public TunnelStream openStream(String node, JsonObject request) {
        return streams.open(node, request);
    }

    /// Talks to a node until its connection ends. Blocks; interrupting the thread ends it.
    ///
    /// @param certificate that the node has shown; its signature and age are checked by the TLS layer, whose
    ///     it is here
    /// @param in reading must fail when it is closed or the thread is interrupted, as must writing to `out`
    public void tunnel(X509Certificate certificate, InputStream in, OutputStream out) throws InterruptedException {
        String node;
        try {
            node = joining.admit(certificate);
        } catch (StatusException refused) {
            LOG.warn("a node is not let in", "why", refused.getMessage());
            refuse("NotAdmitted", String.valueOf(refused.getMessage()), in, out);
            return;
        }
        Optional<String> cluster = cluster();
        boolean mayEnter = cluster.isPresent()
                && view.isComplete()
                && entries.tryAcquire(ENTRY_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        if (!mayEnter) {
            refuse("Busy", "the server is starting or has too many nodes at the door; try again", in, out);
            return;
        }
        var entry = new Entry(entries);
        try {
            talk(new NodeConversation.Parties(node, cluster.get(), config.software()), entry, in, out);
        } finally {
            entry.over();
        }
    }

    /// Keeps the view and the leases until it is interrupted.
    public void run() throws InterruptedException {
        try (var tasks = new TaskGroup()) {
            for (var resource : NodeResources.IN_ORDER) {
                tasks.start("edge-" + resource.resource(), () -> {
                    try (var feed = new ResourceFeed(api.system(), view, resource, connected::tell)) {
                        repeat("watch " + resource.resource(), () -> feed.step(WATCH_WAIT));
                    }
                });
            }
            tasks.start(
                    "edge-leases",
                    () -> repeat("renew leases", () -> {
                        leases.tick();
                        readiness.tick();
                        clock.sleep(TICK);
                    }));
            tasks.await();
        }
    }

    private void talk(NodeConversation.Parties parties, Entry entry, InputStream in, OutputStream out)
            throws InterruptedException {
        String node = parties.node();
        var conversation = new NodeConversation(parties, view, patient(node), config.profile(), entry::over);
        var session = new NodeSession(
                node,
                conversation,
                connection(conversation, new ApiCalls(api.as().apply(node)), in, out));
        leases.connected(node);
        connected.enter(session);
        leases.claim(node);
        try {
            LOG.info("a node is connected", "node", node);
            String reason = session.connection().run();
            LOG.info("a node's connection has ended", "node", node, "why", reason);
        } finally {
            if (connected.leave(session)) {
                readiness.lost(node);
            }
        }
    }

    /// What cannot be applied now is tried again on the same connection: ending it would bring the same messages
    /// back over a new one, for as long as the API has its trouble. Until then nothing is acknowledged, and the
    /// node keeps it.
    private UpstreamSink patient(String node) {
        UpstreamSink sink = upstream.sink(node);
        return (incarnation, messages) -> {
            for (int failures = 1; ; failures++) {
                try {
                    return sink.apply(incarnation, messages);
                } catch (TransientException failed) {
                    LOG.debug("a node's messages wait", "node", node, "why", failed.getMessage());
                    clock.sleep(RETRY.delay(failures, random));
                }
            }
        };
    }

    private void refuse(String reason, String message, InputStream in, OutputStream out) throws InterruptedException {
        StreamHandler none = (_, _) -> {};
        String _ = connection(new Refusal(reason, message), none, in, out).run();
    }

    private Connection connection(Conversation conversation, StreamHandler handler, InputStream in, OutputStream out) {
        var socket = new WebSocket(in, out, WebSocket.Role.SERVER, random, FrameCodec.WIRE_MAX);
        // Closing the output from here would race with its writer; interrupting ends that.
        Closeable transport = in::close;
        var carriage = new Connection.Carriage(config.profile(), clock, Streams.Side.SERVER, handler);
        return new Connection(socket, transport, conversation, carriage);
    }

    /// The uid of kube-system: as old as the cluster, and in every backup of it. Empty while the API does not
    /// know it.
    private Optional<String> cluster() {
        try {
            return api.system()
                    .find(NodeResources.NAMESPACES, ObjectName.cluster("kube-system"))
                    .map(KubeObject::uid);
        } catch (TransientException _) {
            // The server is starting, or ailing: the node is sent away and comes again.
            return Optional.empty();
        }
    }

    /// Something that is done again and again, and waits by itself.
    @FunctionalInterface
    private interface Step {
        void run() throws InterruptedException;
    }

    private void repeat(String what, Step step) throws InterruptedException {
        int failures = 0;
        while (true) {
            try {
                step.run();
                failures = 0;
            } catch (TransientException | StatusException failed) {
                failures++;
                if (failures == 1) {
                    LOG.warn(
                            "the API does not answer as it should; trying again",
                            "what",
                            what,
                            "why",
                            failed.getMessage());
                }
                clock.sleep(RETRY.delay(failures, random));
            }
        }
    }

    /// One of the places at the door, given back once.
    private static final class Entry {
        private final Semaphore places;
        private final java.util.concurrent.atomic.AtomicBoolean isOver =
                new java.util.concurrent.atomic.AtomicBoolean();

        Entry(Semaphore places) {
            this.places = places;
        }

        void over() {
            if (isOver.compareAndSet(false, true)) {
                places.release();
            }
        }
    }
}
