// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.store.Revision;
import java.util.Optional;

/// What is looked at before a database is served: whether it holds everything that was ever answered, and whether
/// it fits together. What a row says is compared with its checksum whenever it is read, and need not be looked at
/// here.
final class Soundness {
    private Soundness() {}

    /// @param seen what the database held before, at least
    /// @param bytesMax a larger database is not read as a whole
    /// @throws dev.skerry.store.StoreCorruptException if something is missing or wrong
    static void check(Connection connection, Revision seen, long bytesMax) {
        Revision newest = newest(connection);
        if (seen.isAfter(newest)) {
            throw SqliteFailure.corrupt(
                    connection.file(),
                    "it ends at revision " + newest + ", but " + seen + " was on disk: the end of "
                            + connection.file().getFileName() + "-wal is damaged or was taken away");
        }
        checkHistory(connection, newest);
        long bytes = connection.number("PRAGMA page_count") * connection.number("PRAGMA page_size");
        if (bytes <= bytesMax) {
            checkPages(connection);
        }
    }

    /// The row that the store's revision is known from.
    private static Revision newest(Connection connection) {
        Statement row = connection.statement(
                "SELECT revision, key, deleted, checksum FROM change ORDER BY revision DESC LIMIT 1");
        try {
            return row.step() ? Tables.change(connection, row, Optional.empty()).revision() : Revision.NONE;
        } finally {
            row.reset();
        }
    }

    /// The bound of the history has no checksum, but a row for each revision behind it.
    private static void checkHistory(Connection connection, Revision newest) {
        long compacted = connection.number("SELECT compacted FROM horizon");
        long rows = connection.number("SELECT count(*) FROM change WHERE revision > " + compacted);
        if (compacted < 0 || compacted > newest.value() || rows != newest.value() - compacted) {
            throw SqliteFailure.corrupt(
                    connection.file(),
                    rows + " changes are known after revision " + compacted + " and up to " + newest);
        }
    }

    /// That every page is where it belongs, and every index says what its table says.
    private static void checkPages(Connection connection) {
        Statement statement = connection.statement("PRAGMA integrity_check(1)");
        statement.step();
        String answer = new String(statement.bytes(0), UTF_8);
        statement.reset();
        if (!answer.equals("ok")) {
            throw SqliteFailure.corrupt(connection.file(), answer);
        }
    }
}
