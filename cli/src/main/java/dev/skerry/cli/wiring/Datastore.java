// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.backup.copy.Note;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.etcd.EtcdConfig;
import dev.skerry.remotestore.etcd.EtcdStore;
import dev.skerry.remotestore.sql.SqlConfig;
import dev.skerry.remotestore.sql.SqlStore;
import dev.skerry.store.Store;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.engine.LoadableStore;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteSnapshot;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Where the server keeps its objects.
///
/// @param tls for an engine that is reached over TLS
/// @param usualFile of the embedded database, if the endpoint names none
/// @param budgetBytes what the embedded database may take of the disk
public record Datastore(Endpoint endpoint, TlsFiles tls, Path usualFile, long budgetBytes) {
    private static final Log LOG = Log.of("server");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    /// Without a budget: the disk is the bound.
    public Datastore(Endpoint endpoint, TlsFiles tls, Path usualFile) {
        this(endpoint, tls, usualFile, Long.MAX_VALUE);
    }

    public Datastore withBudget(long bytes) {
        return new Datastore(endpoint, tls, usualFile, bytes);
    }

    public boolean isEmbedded() {
        return endpoint instanceof Endpoint.Embedded;
    }

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

    /// How messages call it, without passwords.
    public String name() {
        return endpoint instanceof Endpoint.Embedded embedded
                ? "sqlite://" + embedded.file().orElse(usualFile)
                : endpoint.toString();
    }

    /// Opens it for filling, or for reading with nobody else beside; the file of the embedded one is locked.
    public LoadableStore openAlone(Clock clock, RandomGenerator random) throws IOException {
        return openOnce(clock, random) instanceof LoadableStore store ? store : notLoadable();
    }

    private LoadableStore notLoadable() {
        throw new TerminalException("NotLoadable", name() + " cannot be filled from outside yet");
    }

    /// Opens it for filling, whatever it holds: the files of an embedded one that is damaged are moved aside.
    ///
    /// @param telling says where they went
    public LoadableStore openForReplacing(Clock clock, RandomGenerator random, Consumer<String> telling)
            throws IOException {
        try {
            return openAlone(clock, random);
        } catch (StoreCorruptException damaged) {
            if (!(endpoint instanceof Endpoint.Embedded embedded)) {
                throw damaged;
            }
            Path file = embedded.file().orElse(usualFile);
            String aside = ".damaged-" + clock.now().getEpochSecond();
            for (String ending : List.of("", "-wal", "-shm", ".seen")) {
                Path part = Path.of(file + ending);
                if (Files.exists(part)) {
                    Files.move(part, Path.of(file + aside + ending));
                }
            }
            telling.accept("what is damaged is now " + file + aside);
            return openAlone(clock, random);
        }
    }

    /// Opens what is there already, and makes nothing.
    public LoadableStore openExisting(Clock clock, RandomGenerator random) throws IOException {
        if (endpoint instanceof Endpoint.Embedded embedded
                && !Files.exists(embedded.file().orElse(usualFile))) {
            throw new TerminalException(
                    "StoreMissing", "there is no database " + embedded.file().orElse(usualFile));
        }
        return openAlone(clock, random);
    }

    /// Opens it for reading beside the servers that use it: a snapshot of the embedded one.
    public Store openBeside(Clock clock, RandomGenerator random) throws IOException {
        return endpoint instanceof Endpoint.Embedded embedded
                ? SqliteSnapshot.open(embedded.file().orElse(usualFile), SqliteConfig.edge())
                : openOnce(clock, random);
    }

    /// @throws TerminalException if a store is only half filled by a restore or a move that broke off
    public static void requireWhole(Store store) {
        Note.find(store).ifPresent(note -> {
            throw new TerminalException(
                    "StoreNotWhole",
                    "the datastore is only half filled, from " + note.source()
                            + ": run the same 'skerry restore' or 'skerry datastore migrate' again until it is done");
        });
    }

    private Store openOnce(Clock clock, RandomGenerator random) throws IOException {
        return switch (endpoint) {
            case Endpoint.Embedded embedded -> sqlite(embedded.file().orElse(usualFile));
            case Endpoint.Etcd etcd -> EtcdStore.open(EtcdConfig.of(etcd, tls), clock, random);
            case Endpoint.Postgres postgres -> SqlStore.open(postgres, tls, SqlConfig.server(), clock, random);
            case Endpoint.Mysql mysql -> SqlStore.open(mysql, tls, SqlConfig.server(), clock, random);
        };
    }

    private Store sqlite(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return SqliteStore.open(file, SqliteConfig.server().withBudget(budgetBytes));
    }
}
