// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.authentication.Authenticator;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.http.HttpServer;
import dev.skerry.apiserver.http.ServerSettings;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.store.Store;
import dev.skerry.store.memory.MemoryStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;

/// A real server on a free port of this machine, in which whoever shows no token is an administrator and
/// whoever shows one is refused, except for `stranger`, who is somebody without rights.
final class TestServer implements AutoCloseable {
    private final ApiServer api;
    private final HttpServer http;

    private TestServer(Store store, int port) throws IOException {
        Authenticator authenticator =
                request -> switch (request.header("authorization").orElse("")) {
                    case "" -> new Authenticator.Verdict.Recognised(Identity.of("admin", Identity.GROUP_MASTERS));
                    case "Bearer stranger" -> new Authenticator.Verdict.Recognised(Identity.of("stranger"));
                    default -> new Authenticator.Verdict.Refused("unknown token");
                };
        Authorizer authorizer = attributes -> attributes.identity().isIn(Identity.GROUP_MASTERS)
                ? new Authorizer.Decision.Allowed("")
                : new Authorizer.Decision.NoOpinion("");
        var parts = new ApiServerParts(
                new ObjectStorage(store),
                List.of(authenticator),
                List.of(authorizer),
                List.of(),
                (node, _) -> {
                    throw new StatusException(503, "ServiceUnavailable", node + " is not connected", JsonObject.EMPTY);
                },
                SystemClock.CLOCK,
                new SplittableRandom(1),
                new Metrics());
        this.api = new ApiServer(parts);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.http = HttpServer.start(ServerSettings.plain(address), api.handler(), SystemClock.CLOCK, new Metrics());
    }

    static TestServer start() throws IOException {
        return new TestServer(new MemoryStore(), 0);
    }

    ApiServer api() {
        return api;
    }

    String address() {
        return "http://127.0.0.1:" + http.address().getPort();
    }

    @Override
    public void close() {
        http.close();
    }

    /// Serves until it is killed, for looking at it with kubectl by hand.
    public static void main(String[] arguments) throws Exception {
        try (var server = new TestServer(new MemoryStore(), Integer.parseInt(arguments[0]))) {
            System.out.println("ready " + server.address());
            Thread.currentThread().join();
        }
    }
}
