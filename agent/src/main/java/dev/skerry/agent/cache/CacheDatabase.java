// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.cache;

import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.store.Store;
import dev.skerry.store.StoreCorruptException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Opens a database of a node. One that is damaged is moved aside, never deleted and never trusted; the node
/// starts with an empty one, leaves what runs alone, and asks the server for everything.
public final class CacheDatabase {
    private static final Log LOG = Log.of("agent.cache");

    /// What the store keeps beside a database file.
    private static final List<String> COMPANIONS = List.of("", "-wal", "-shm", ".seen");

    private CacheDatabase() {}

    /// @param damaged where the damaged database lies now; empty if there was none
    public record Opened(Store store, Optional<Path> damaged) {}

    /// @param opener opens or makes the database file; throws [StoreCorruptException] for a damaged one
    public static Opened open(Path file, Function<Path, Store> opener, Clock clock) {
        try {
            return new Opened(openAndRead(file, opener), Optional.empty());
        } catch (StoreCorruptException corrupt) {
            Path aside = file.resolveSibling(
                    file.getFileName() + ".damaged-" + clock.now().getEpochSecond());
            LOG.error(
                    "a database of the node is damaged; it is set aside. Objects are fetched again from the server;"
                            + " reports that had not left are lost if it was theirs; containers are left alone",
                    "database",
                    file,
                    "aside",
                    aside,
                    "problem",
                    corrupt.getMessage());
            moveAside(file, aside);
            return new Opened(openAndRead(file, opener), Optional.of(aside));
        }
    }

    /// Reads through the whole database once, so that damage shows now and not in the middle of an outage.
    private static Store openAndRead(Path file, Function<Path, Store> opener) {
        Store store = opener.apply(file);
        try {
            String from = "/";
            while (true) {
                var page = store.range("/", from, 500);
                if (!page.hasMore() || page.entries().isEmpty()) {
                    return store;
                }
                from = page.entries().getLast().key().text() + "\u0001";
            }
        } catch (StoreCorruptException corrupt) {
            store.close();
            throw corrupt;
        }
    }

    private static void moveAside(Path file, Path aside) {
        try {
            for (String companion : COMPANIONS) {
                Path from = file.resolveSibling(file.getFileName() + companion);
                if (Files.exists(from)) {
                    Files.move(from, aside.resolveSibling(aside.getFileName() + companion));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot move the damaged database " + file + " aside", failed);
        }
    }
}
