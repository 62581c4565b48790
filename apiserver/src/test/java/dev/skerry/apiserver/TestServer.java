// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.aggregation.FrontProxy;
import dev.skerry.apiserver.authentication.Authenticator;
import dev.skerry.apiserver.authentication.TrustedProxy;
import dev.skerry.apiserver.http.HttpServer;
import dev.skerry.apiserver.http.ServerSettings;
import dev.skerry.apiserver.http.TlsSettings;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.apiserver.subresource.NodeConnector;
import dev.skerry.apiserver.subresource.ProcessNode;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.store.Store;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/// A real server on a free port of this machine, in which whoever shows no token is an administrator. The
/// token `stranger` is somebody without rights.
public final class TestServer implements AutoCloseable {
    static final NodeConnector NO_NODES = (node, _) -> {
        throw new StatusException(503, "ServiceUnavailable", "node " + node + " is not connected", JsonObject.EMPTY);
    };

    private final ApiServer api;
    private final ObjectStorage storage;
    private final HttpServer http;
    private final Metrics metrics = new Metrics();
    private final TaskGroup tasks = new TaskGroup();

    private TestServer(Store store, NodeConnector nodes, ServerSettings settings, Optional<FrontProxy> frontProxy)
            throws IOException {
        this(store, nodes, settings, frontProxy, Optional.empty());
    }

    private TestServer(
            Store store,
            NodeConnector nodes,
            ServerSettings settings,
            Optional<FrontProxy> frontProxy,
            Optional<TrustedProxy> before)
            throws IOException {
        this.storage = new ObjectStorage(store);
        var tokens = new ServiceAccountTokens(ServiceAccountTokens.ISSUER, List.of(Keys.generate()), SystemClock.CLOCK);
        RandomGenerator random = new ThreadSafeRandom();
        StandardAccess own = StandardAccess.build(
                storage, tokens, Map.of("stranger", Identity.of("stranger")), SystemClock.CLOCK, random);
        StandardAccess access = before.map(proxy -> own.behind(proxy, storage)).orElse(own);
        var authenticators = new ArrayList<>(access.authenticators());
        authenticators.add(request -> request.header("authorization").isEmpty()
                ? new Authenticator.Verdict.Recognised(Identity.of("admin", Identity.GROUP_MASTERS))
                : new Authenticator.Verdict.Unknown());
        var open = new StandardAccess(
                authenticators, access.authorizers(), access.admission(), access.questions(), access.issuer());
        var parts = new ApiServerParts(storage, open, nodes, SystemClock.CLOCK, random, metrics);
        this.api = new ApiServer(frontProxy.map(parts::withFrontProxy).orElse(parts));
        tasks.start("credentials", api::watchOverCredentials);
        this.http = HttpServer.start(settings, api.handler(), SystemClock.CLOCK, metrics);
    }

    /// The thread's own generator, under any thread.
    private static final class ThreadSafeRandom implements RandomGenerator {
        @Override
        public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
        }
    }

    public static TestServer start() throws IOException {
        return start(new MemoryStore(), NO_NODES);
    }

    static TestServer start(Store store, NodeConnector nodes) throws IOException {
        return new TestServer(store, nodes, settings(0), Optional.empty());
    }

    /// One that has servers behind it.
    static TestServer startBefore(FrontProxy frontProxy) throws IOException {
        return new TestServer(new MemoryStore(), NO_NODES, settings(0), Optional.of(frontProxy));
    }

    /// One that has a proxy before it, and speaks TLS.
    static TestServer startBehind(TrustedProxy proxy, TlsSettings tls) throws IOException {
        return new TestServer(
                new MemoryStore(), NO_NODES, settings(0).withTls(tls), Optional.empty(), Optional.of(proxy));
    }

    /// A server that waits this long for those who do not read.
    static TestServer start(Duration stall) throws IOException {
        var settings = settings(0);
        return new TestServer(
                new MemoryStore(),
                NO_NODES,
                settings.withTimeouts(settings.receiveTimeout(), settings.idleTimeout(), stall),
                Optional.empty());
    }

    private static ServerSettings settings(int port) {
        return ServerSettings.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    ApiServer api() {
        return api;
    }

    ObjectStorage storage() {
        return storage;
    }

    public String address() {
        return "http://127.0.0.1:" + http.address().getPort();
    }

    int port() {
        return http.address().getPort();
    }

    /// How many connections are open.
    int connections() {
        return metrics.text()
                .lines()
                .filter(line -> line.startsWith("skerry_http_connections "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        http.close();
        tasks.close();
    }

    /// Serves until it is killed, for looking at it with kubectl by hand, or for measuring it.
    ///
    /// @param arguments the port, and the file of an SQLite store for one that is durable
    public static void main(String[] arguments) throws Exception {
        Store store = arguments.length > 1
                ? SqliteStore.open(Path.of(arguments[1]), SqliteConfig.server())
                : new MemoryStore();
        var settings = settings(Integer.parseInt(arguments[0]));
        try (var server = new TestServer(store, new ProcessNode(), settings, Optional.empty())) {
            System.out.println("ready " + server.address());
            Thread.currentThread().join();
        }
    }
}
