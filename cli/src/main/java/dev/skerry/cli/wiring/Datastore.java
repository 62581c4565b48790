// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.etcd.EtcdConfig;
import dev.skerry.remotestore.etcd.EtcdStore;
import dev.skerry.store.Store;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Where the server keeps its objects.
///
/// @param tls for an engine that is reached over TLS
/// @param usualFile of the embedded database, if the endpoint names none
public record Datastore(Endpoint endpoint, TlsFiles tls, Path usualFile) {
    private static final Log LOG = Log.of("server");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    /// The embedded database in this file.
    static Datastore embedded(Path file) {
        return new Datastore(Endpoint.parse(""), TlsFiles.NONE, file);
    }

    /// Opens it. Waits for an engine that does not answer: a server that is started before its engine, or
    /// while that is away, comes up when the engine does.
    Store open(Clock clock, RandomGenerator random) throws IOException, InterruptedException {
        return await(() -> openOnce(clock, random), clock, random);
    }

    /// Whether others may write to it, too.
    boolean isShared() {
        return !(endpoint instanceof Endpoint.Embedded);
    }

    /// One try to open a store.
    interface Opening {
        Store open() throws IOException;
    }

    static Store await(Opening opening, Clock clock, RandomGenerator random) throws IOException, InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                return opening.open();
            } catch (StoreUnavailableException away) {
                LOG.warn("the datastore does not answer; waiting for it", "because", away.getMessage());
                clock.sleep(BACKOFF.delay(failures, random));
            }
        }
    }

    private Store openOnce(Clock clock, RandomGenerator random) throws IOException {
        return switch (endpoint) {
            case Endpoint.Embedded embedded -> sqlite(embedded.file().orElse(usualFile));
            case Endpoint.Etcd etcd -> EtcdStore.open(EtcdConfig.of(etcd, tls), clock, random);
            case Endpoint.Postgres _, Endpoint.Mysql _ ->
                throw new IllegalStateException("the command line has let through " + endpoint);
        };
    }

    private static Store sqlite(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return SqliteStore.open(file, SqliteConfig.server());
    }
}
