// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.link;

import dev.skerry.agent.cache.StoredObjects;
import dev.skerry.agent.status.Outbox;
import dev.skerry.api.edge.ApiCall;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.PkiException;
import dev.skerry.tunnel.session.Connection;
import dev.skerry.tunnel.session.Redial;
import dev.skerry.tunnel.stream.Streams;
import dev.skerry.tunnel.stream.TunnelStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;

/// The node's one connection to its server, dialled out and dialled again for as long as the node lives.
/// Nothing on the network makes it give up, and nothing on the node waits for it.
public final class EdgeLink {
    private static final Log LOG = Log.of("agent.link");
    private static final int ANSWER_MAX = 4 << 20;

    private final LinkConfig config;
    private final StoredObjects cache;
    private final Outbox outbox;
    private final NodeService service;
    private final Clock clock;
    private final NodeCredentials credentials;
    private final NodeCredentials.Membership membership;
    private final Enrollment enrollment;
    private final Dialer dialer;
    private final Redial redial;

    /// The connection, once both ends agreed to talk.
    private final AtomicReference<Optional<Connection>> current = new AtomicReference<>(Optional.empty());

    /// The connection that is being made.
    private final AtomicReference<Optional<Connection>> pending = new AtomicReference<>(Optional.empty());

    private volatile Runnable listener = () -> {};
    private boolean isCertificateSuspect;
    private String complaint = "";

    /// What the node keeps.
    public record Storage(StoredObjects cache, Outbox outbox) {}

    /// Where time and chance come from.
    ///
    /// @param random unpredictable: nonces come from it
    public record Surroundings(Clock clock, RandomGenerator random) {}

    /// @param service serves what the server asks of the node
    /// @throws dev.skerry.foundation.lifecycle.TerminalException if the node has joined under another name, or
    ///     no server is known
    public EdgeLink(LinkConfig config, Storage storage, NodeService service, Surroundings surroundings) {
        this.config = config;
        this.cache = storage.cache();
        this.outbox = storage.outbox();
        this.service = service;
        this.clock = surroundings.clock();
        this.credentials = new NodeCredentials(config.folder());
        this.membership = credentials.resolve(config);
        this.enrollment = new Enrollment(credentials, config, clock);
        this.dialer = new Dialer(config.profile(), surroundings.random());
        this.redial = new Redial(config.profile().redial(), surroundings.random());
        outbox.onNews(() -> current.get().ifPresent(Connection::wake));
    }

    /// Called after each time the server has let the node in: must only take note.
    public void onConnected(Runnable action) {
        listener = action;
    }

    /// Whether the two ends are talking now.
    public boolean isConnected() {
        return current.get().isPresent();
    }

    /// Keeps the connection until it is interrupted.
    public void run() throws InterruptedException {
        while (true) {
            Duration lasted = connect();
            clock.sleep(redial.next(lasted));
        }
    }

    /// Asks the API something, as this node.
    ///
    /// @throws TransientException if there is no connection now, or it broke
    /// @throws StatusException as the API answered
    public Optional<KubeObject> call(ApiCall call) {
        Optional<Connection> now = current.get();
        if (now.isEmpty()) {
            throw new TransientException("NotConnected", "the server cannot be asked: the node is not connected");
        }
        try (TunnelStream stream = now.get().open(JsonWriter.writeBytes(call.toJson()))) {
            stream.output().close();
            Json answer = JsonReader.read(stream.input().readNBytes(ANSWER_MAX));
            if (answer.object().has("failure")) {
                throw failure(answer.at("failure"));
            }
            return answer.object().has("object")
                    ? Optional.of(new KubeObject(answer.at("object").object()))
                    : Optional.empty();
        } catch (IOException | JsonException broken) {
            throw new TransientException("Disconnected", "the server did not answer: " + broken.getMessage(), broken);
        }
    }

    /// Makes one connection and holds it; how long it lasted after the two ends had agreed.
    private Duration connect() throws InterruptedException {
        long openedAt = -1;
        try {
            Credential credential = enrollment.current(membership, isCertificateSuspect);
            isCertificateSuspect = false;
            var dialled = dialer.dial(URI.create(membership.server()), credential, credentials.authorities());
            openedAt = clock.nanos();
            hold(dialled);
        } catch (SSLException refused) {
            // An alert is what a server sends that finds the certificate expired, by its clock; a connection
            // that just ended says nothing about certificates.
            isCertificateSuspect = String.valueOf(refused.getMessage()).contains("fatal alert");
            complain("TLS failed: " + refused.getMessage());
        } catch (IOException | UncheckedIOException | PkiException failed) {
            complain(String.valueOf(failed.getMessage()));
        }
        return openedAt < 0 ? Duration.ZERO : Duration.ofNanos(clock.nanos() - openedAt);
    }

    private void hold(Dialer.Dialled dialled) throws InterruptedException {
        var conversation = new SpaceAwaiting(
                new AgentConversation(cache, outbox, config.software(), config.profile(), this::opened), clock);
        var carriage = new Connection.Carriage(config.profile(), clock, Streams.Side.NODE, this::serve);
        var connection = new Connection(dialled.socket(), dialled.wire(), conversation, carriage);
        pending.set(Optional.of(connection));
        try {
            String reason = connection.run();
            boolean wasOpen = current.getAndSet(Optional.empty()).isPresent();
            if (wasOpen) {
                complaint = "";
                LOG.info("the connection has ended; pods go on, dialling again", "why", reason);
            } else {
                complain(reason);
            }
        } finally {
            current.set(Optional.empty());
            pending.set(Optional.empty());
        }
    }

    /// The server has let us in. Runs under the connection's lock: only takes note.
    private void opened() {
        current.set(pending.get());
        redial.reached();
        listener.run();
    }

    private void serve(byte[] request, TunnelStream stream) throws IOException, InterruptedException {
        JsonObject asked;
        try {
            asked = JsonReader.read(request).object();
        } catch (JsonException malformed) {
            throw new IOException("the request is not JSON: " + malformed.getMessage(), malformed);
        }
        service.serve(asked, stream.input(), stream.output());
    }

    /// Says once what is wrong, and again when something else is: not each time in an outage of a week.
    private void complain(String why) {
        if (!why.equals(complaint)) {
            LOG.warn(
                    "no connection to the server; pods go on, dialling again",
                    "server",
                    membership.server(),
                    "why",
                    why);
        }
        complaint = why;
    }

    private static StatusException failure(Json status) {
        return new StatusException(
                status.at("code").intOr(500),
                status.at("reason").text(),
                status.at("message").text(),
                status.at("details").object());
    }
}
