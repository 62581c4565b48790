// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.apiserver.ApiServer;
import dev.skerry.apiserver.ApiServerParts;
import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.http.Handler;
import dev.skerry.apiserver.http.HttpServer;
import dev.skerry.apiserver.http.ServerSettings;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The API server alone, without controllers and scheduler, in a process of its own: it fills its store with pods,
/// says where it listens, and ends with its input. Whoever shows no token is an administrator.
public final class PodsServer {
    private PodsServer() {}

    /// @param arguments the store's file, and how many pods
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[1]);
        var random = new Random(count);
        try (var store = SqliteStore.open(Path.of(arguments[0]), SqliteConfig.server())) {
            var storage = new ObjectStorage(store);
            for (int i = 0; i < count; i++) {
                storage.create("", "pods", CacheMemory.pod(i, random));
            }
            try (var http = serve(storage, random)) {
                System.out.println("ready http://127.0.0.1:" + http.address().getPort());
                System.in.transferTo(System.err);
            }
        }
    }

    private static HttpServer serve(ObjectStorage storage, Random random) throws Exception {
        var clock = SystemClock.CLOCK;
        var metrics = new Metrics();
        var tokens = new ServiceAccountTokens(ServiceAccountTokens.ISSUER, List.of(Keys.generate()), clock);
        var access = StandardAccess.build(storage, tokens, Map.of(), clock, random);
        var api = new ApiServer(new ApiServerParts(
                storage,
                access,
                (_, _) -> {
                    throw new IllegalStateException("no nodes here");
                },
                clock,
                random,
                metrics));
        Handler handler = api.handlerAs(Identity.of("bench", Identity.GROUP_MASTERS));
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return HttpServer.start(ServerSettings.plain(address), handler, clock, metrics);
    }
}
