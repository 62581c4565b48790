// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.opening.RemoteStores;
import dev.skerry.store.Store;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Opens the store that a server was told to use. For an engine that is away it waits: after a power cut nobody
/// says who comes up first.
final class Datastore {
    private static final Log LOG = Log.of("server");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private Datastore() {}

    /// @param data the server's folder
    static Store open(DatastoreOptions options, Path data, Clock clock, RandomGenerator random)
            throws IOException, InterruptedException {
        if (options.endpoint() instanceof Endpoint.Embedded embedded) {
            Path file = embedded.file().orElse(data.resolve("db").resolve("state.db"));
            Files.createDirectories(file.toAbsolutePath().getParent());
            return SqliteStore.open(file, SqliteConfig.server());
        }
        for (int failures = 1; true; failures++) {
            try {
                return RemoteStores.open(options.endpoint(), options.files(), clock, random);
            } catch (StoreUnavailableException away) {
                if (Integer.bitCount(failures) == 1) {
                    LOG.warn("waiting for the datastore", "attempts", failures, "because", away.getMessage());
                }
            }
            clock.sleep(BACKOFF.delay(failures, random));
        }
    }
}
