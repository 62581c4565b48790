// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.ApiServer;
import dev.skerry.apiserver.ApiServerParts;
import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.http.HttpServer;
import dev.skerry.apiserver.http.ServerSettings;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.apiserver.subresource.NodeConnector;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.testkit.peer.KubeApiServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/// Skerry's API server as the peer's stands there: alone, without controllers, scheduler and nodes, which would
/// change objects between two requests.
final class Ours implements AutoCloseable {
    private static final NodeConnector NO_NODES = (node, _) -> {
        throw new StatusException(503, "ServiceUnavailable", "node " + node + " is not connected", JsonObject.EMPTY);
    };

    private final TaskGroup tasks = new TaskGroup();
    private final HttpServer http;

    Ours() throws Exception {
        var clock = SystemClock.CLOCK;
        var random = new ThreadSafeRandom();
        var metrics = new Metrics();
        var storage = new ObjectStorage(new MemoryStore());
        var tokens = new ServiceAccountTokens(ServiceAccountTokens.ISSUER, List.of(Keys.generate()), clock);
        var administrator = Identity.of("administrator", Identity.GROUP_MASTERS);
        var access = StandardAccess.build(
                storage, tokens, Map.of(KubeApiServer.ADMINISTRATOR, administrator), clock, random);
        var api = new ApiServer(new ApiServerParts(storage, access, NO_NODES, clock, random, metrics));
        tasks.start("apis", api::tendApis);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        this.http = HttpServer.start(ServerSettings.plain(address), api.handler(), clock, metrics);
    }

    /// The thread's own generator, under any thread.
    private static final class ThreadSafeRandom implements RandomGenerator {
        @Override
        public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + http.address().getPort());
    }

    @Override
    public void close() {
        http.close();
        tasks.close();
    }
}
