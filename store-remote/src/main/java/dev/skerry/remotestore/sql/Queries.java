// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.engine.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is read from the tables, in words that every engine understands. Each method is one statement, so that
/// it sees one moment.
///
/// The tables are `skerry_entry` (what is, one row for each key), `skerry_change` (which key every revision wrote,
/// without values) and `skerry_horizon` (one row).
final class Queries {
    static final String ENTRY_COLUMNS = "name, value, created, modified, checksum";
    static final String HORIZON = "SELECT revision, compacted FROM skerry_horizon WHERE one = 1";

    /// Enough to make a statement worth its while.
    private static final int PART_ROWS = 500;

    /// So that large values do not pile up in memory: a part ends with the row that goes beyond.
    private static final long PART_BYTES = 4 << 20;

    /// Changes with the values that they wrote. One whose key was written again is left out: its value is gone,
    /// and the later change tells everything. Deletions are always told. Parameters: see [#bindNews].
    static final String NEWS = "SELECT h.revision, h.compacted, p.revision, p.name, p.deleted, p.checksum,"
            + " p.value, p.created, p.modified, p.entry_checksum"
            + " FROM skerry_horizon h LEFT JOIN (SELECT q.*, SUM(q.bytes) OVER (ORDER BY q.revision) AS bytes_so_far"
            + " FROM (SELECT c.revision, c.name, c.deleted, c.checksum, e.value, e.created, e.modified,"
            + " e.checksum AS entry_checksum, COALESCE(LENGTH(e.value), 0) AS bytes FROM skerry_change c"
            + " LEFT JOIN skerry_entry e ON e.name = c.name AND e.modified = c.revision"
            + " WHERE c.revision > ? AND c.revision <= ? AND c.name >= ? AND c.name < ?"
            + " AND (c.deleted <> 0 OR e.name IS NOT NULL) ORDER BY c.revision LIMIT " + PART_ROWS + ") q) p"
            + " ON p.bytes_so_far - p.bytes <= " + PART_BYTES + " WHERE h.one = 1 ORDER BY p.revision";

    static final int NEWS_PARAMETERS = 4;

    private Queries() {}

    /// @return the next parameter's number
    static int bindNews(PreparedStatement statement, int first, String prefix, Revision after, Revision upTo)
            throws SQLException {
        statement.setLong(first, after.value());
        statement.setLong(first + 1, upTo.value());
        statement.setBytes(first + 2, prefix.getBytes(UTF_8));
        statement.setBytes(first + 3, Rows.behind(prefix));
        return first + NEWS_PARAMETERS;
    }

    static News news(Connection connection, String prefix, Revision after, Revision upTo) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEWS)) {
            bindNews(statement, 1, prefix, after, upTo);
            try (ResultSet rows = statement.executeQuery()) {
                return news(rows);
            }
        }
    }

    static News news(ResultSet rows) throws SQLException {
        var changes = new ArrayList<Change>();
        var horizon = new Horizon(0, 0);
        long bytes = 0;
        while (rows.next()) {
            horizon = new Horizon(rows.getLong(1), rows.getLong(2));
            byte[] key = rows.getBytes(4);
            if (key != null) {
                Change change = change(rows, key);
                changes.add(change);
                bytes += change.value().map(value -> value.length).orElse(0);
            }
        }
        boolean isCut = changes.size() == PART_ROWS || bytes > PART_BYTES;
        return new News(horizon, changes, isCut ? changes.getLast().revision() : horizon.revision());
    }

    private static Change change(ResultSet rows, byte[] key) throws SQLException {
        long revision = rows.getLong(3);
        long deleted = rows.getLong(5);
        requireSum(key, rows.getLong(6), Rows.sum(key, new byte[0], revision, deleted));
        return new Change(
                key(key), new Revision(revision), deleted != 0 ? Optional.empty() : Optional.of(value(rows, key)));
    }

    private static byte[] value(ResultSet rows, byte[] key) throws SQLException {
        byte[] value = rows.getBytes(7);
        requireSum(key, rows.getLong(10), Rows.sum(key, value, rows.getLong(8), rows.getLong(9)));
        return value;
    }

    static Horizon horizon(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HORIZON);
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("the row of skerry_horizon is gone");
            }
            return new Horizon(rows.getLong(1), rows.getLong(2));
        }
    }

    static Optional<Entry> find(Connection connection, Key key) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + ENTRY_COLUMNS + " FROM skerry_entry WHERE name = ?")) {
            statement.setBytes(1, Rows.bytes(key));
            try (ResultSet rows = statement.executeQuery()) {
                return entries(rows).stream().findFirst();
            }
        }
    }

    /// The entries in rows of [#ENTRY_COLUMNS].
    static List<Entry> entries(ResultSet rows) throws SQLException {
        var entries = new ArrayList<Entry>();
        while (rows.next()) {
            entries.add(entry(rows, 0));
        }
        return entries;
    }

    /// @param before columns before those of the entry
    private static Entry entry(ResultSet rows, int before) throws SQLException {
        byte[] key = rows.getBytes(before + 1);
        byte[] value = rows.getBytes(before + 2);
        long created = rows.getLong(before + 3);
        long modified = rows.getLong(before + 4);
        requireSum(key, rows.getLong(before + 5), Rows.sum(key, value, created, modified));
        return new Entry(key(key), value, new Revision(created), new Revision(modified));
    }

    static Page range(Connection connection, String prefix, String from, int limit) throws SQLException {
        String first = Key.ORDER.compare(from, prefix) > 0 ? from : prefix;
        String sql = "SELECT h.revision, e.name, e.value, e.created, e.modified, e.checksum FROM skerry_horizon h"
                + " LEFT JOIN (SELECT " + ENTRY_COLUMNS + " FROM skerry_entry WHERE name >= ? AND name < ?"
                + " ORDER BY name LIMIT ?) e ON 1 = 1 WHERE h.one = 1 ORDER BY e.name";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, first.getBytes(UTF_8));
            statement.setBytes(2, Rows.behind(prefix));
            statement.setLong(3, limit + 1L);
            try (ResultSet rows = statement.executeQuery()) {
                return page(rows, limit);
            }
        }
    }

    private static Page page(ResultSet rows, int limit) throws SQLException {
        var entries = new ArrayList<Entry>();
        long revision = 0;
        while (rows.next()) {
            revision = rows.getLong(1);
            if (entries.size() == limit) {
                return new Page(entries, new Revision(revision), true);
            }
            if (rows.getBytes(2) != null) {
                entries.add(entry(rows, 1));
            }
        }
        return new Page(entries, new Revision(revision), false);
    }

    static long count(Connection connection, String prefix) throws SQLException {
        String sql = "SELECT COUNT(*) FROM skerry_entry WHERE name >= ? AND name < ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, prefix.getBytes(UTF_8));
            statement.setBytes(2, Rows.behind(prefix));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static Key key(byte[] bytes) {
        return new Key(new String(bytes, UTF_8));
    }

    private static void requireSum(byte[] key, long stored, long actual) {
        if (stored != actual) {
            throw new StoreCorruptException(
                    "the row of " + new String(key, UTF_8) + " in the datastore does not match its"
                            + " checksum: what is there is not what was written. Check the disk of the engine, and restore a"
                            + " backup");
        }
    }
}
