// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.store.Change;
import dev.skerry.store.CompactedException;
import dev.skerry.store.Revision;
import dev.skerry.store.engine.History;
import dev.skerry.store.engine.Rows;
import java.util.ArrayList;
import java.util.Optional;

/// The change log joined with the current values. A change whose key was written again is left out: its
/// value is gone, and the later change tells everything. Deletions are always told.
final class SqliteHistory implements History {
    /// Enough to make a snapshot worth its while.
    private static final int PART_ROWS = 500;

    /// So that large values do not pile up in memory.
    private static final long PART_BYTES = 1 << 20;

    private final Readers readers;

    SqliteHistory(Readers readers) {
        this.readers = readers;
    }

    @Override
    public Part read(String prefix, Revision after, Revision upTo) {
        return readers.read(connection -> {
            Revision compacted = Tables.compacted(connection);
            if (compacted.isAfter(after)) {
                throw new CompactedException(after, compacted);
            }
            Statement rows = connection
                    .statement("SELECT c.revision, c.key, c.deleted, c.checksum, e.key, e.value, e.created, e.modified,"
                            + " e.checksum FROM change c LEFT JOIN entry e ON e.key = c.key AND e.modified = c.revision"
                            + " WHERE c.revision > ?1 AND c.revision <= ?2 AND c.key >= ?3 AND c.key < ?4"
                            + " AND (c.deleted OR e.key IS NOT NULL) ORDER BY c.revision LIMIT " + PART_ROWS)
                    .bind(1, after.value())
                    .bind(2, upTo.value())
                    .bind(3, prefix.getBytes(UTF_8))
                    .bind(4, Rows.behind(prefix));
            return part(connection, rows, upTo);
        });
    }

    private static Part part(Connection connection, Statement rows, Revision upTo) {
        var changes = new ArrayList<Change>();
        long bytes = 0;
        while (rows.step()) {
            boolean isDeleted = rows.number(2) != 0;
            Optional<byte[]> value = isDeleted
                    ? Optional.empty()
                    : Optional.of(Tables.entry(connection, rows, 4).value());
            changes.add(Tables.change(connection, rows, value));
            bytes += value.map(content -> content.length).orElse(0);
            if (changes.size() == PART_ROWS || bytes > PART_BYTES) {
                return new Part(changes, changes.getLast().revision());
            }
        }
        return new Part(changes, upTo);
    }
}
