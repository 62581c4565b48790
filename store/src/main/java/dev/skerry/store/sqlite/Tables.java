// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.engine.Filling;
import dev.skerry.store.engine.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The database: its tables, and rows as entries and changes.
///
/// `entry` holds what is, one row for each key; `change` holds which key every revision wrote, without
/// values, so that a write costs its value once. The newest row of `change` is never deleted: it is
/// where the store's revision is known from after a restart. Keys are blobs, so that SQLite compares
/// their bytes. Every row has a CRC32C over all its columns: SQLite itself does not notice a flipped bit
/// in a value.
final class Tables {
    /// Whom the one row of the change log names in a store that was filled: a key that nobody has.
    private static final Key NOBODY = new Key("/skerry/filled");

    private static final int APPLICATION = 0x534B5259;
    private static final int VERSION = 1;

    private Tables() {}

    /// Makes the tables of a new database, or makes sure that an old one is ours.
    static void prepare(Connection connection) {
        long application = connection.number("PRAGMA application_id");
        long version = connection.number("PRAGMA user_version");
        if (application == 0 && connection.number("SELECT count(*) FROM sqlite_schema") == 0) {
            create(connection);
        } else if (application != APPLICATION) {
            throw new TerminalException(
                    "StoreForeign", connection.file() + " is a database of another program; choose another file");
        } else if (version < 1) {
            throw SqliteFailure.corrupt(connection.file(), "its format is " + version);
        } else if (version > VERSION) {
            throw new TerminalException(
                    "StoreTooNew",
                    connection.file() + " was written by a newer version (format " + version + "); run that one");
        }
    }

    /// Makes sure that there is a database of ours, and changes nothing.
    static void requireOurs(Connection connection) {
        if (connection.number("PRAGMA application_id") != APPLICATION) {
            throw new TerminalException(
                    "StoreForeign", connection.file() + " is no database of this program; choose another file");
        }
        prepare(connection);
    }

    private static void create(Connection connection) {
        connection.execute("BEGIN IMMEDIATE");
        connection.execute("CREATE TABLE entry (key BLOB PRIMARY KEY NOT NULL, value BLOB NOT NULL,"
                + " created INTEGER NOT NULL, modified INTEGER NOT NULL, checksum INTEGER NOT NULL)");
        connection.execute("CREATE TABLE change (revision INTEGER PRIMARY KEY NOT NULL, key BLOB NOT NULL,"
                + " deleted INTEGER NOT NULL, checksum INTEGER NOT NULL)");
        connection.execute("CREATE TABLE horizon (compacted INTEGER NOT NULL)");
        connection.execute("INSERT INTO horizon VALUES (0)");
        connection.execute("PRAGMA application_id=" + APPLICATION);
        connection.execute("PRAGMA user_version=" + VERSION);
        connection.execute("COMMIT");
    }

    /// What SQLite finds wrong with the file as a whole.
    static List<String> faults(Connection connection) {
        Statement rows = connection.statement("PRAGMA integrity_check(20)");
        var faults = new ArrayList<String>();
        while (rows.step()) {
            String line = new String(rows.bytes(0), UTF_8);
            if (!line.equals("ok")) {
                faults.add(line);
            }
        }
        rows.reset();
        return List.copyOf(faults);
    }

    /// Reads the whole change log; a row that is not what was written throws.
    static long checkChanges(Connection connection) {
        Statement rows = connection.statement("SELECT revision, key, deleted, checksum FROM change ORDER BY revision");
        long count = 0;
        while (rows.step()) {
            change(connection, rows, Optional.empty());
            count++;
        }
        rows.reset();
        return count;
    }

    static Page range(Connection connection, String prefix, String from, int limit) {
        String first = Key.ORDER.compare(from, prefix) > 0 ? from : prefix;
        Revision revision = revision(connection);
        Statement rows = connection
                .statement("SELECT key, value, created, modified, checksum FROM entry"
                        + " WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT ?3")
                .bind(1, first.getBytes(UTF_8))
                .bind(2, Rows.behind(prefix))
                .bind(3, limit + 1L);
        var page = new ArrayList<Entry>();
        while (rows.step()) {
            if (page.size() == limit) {
                rows.reset();
                return new Page(page, revision, true);
            }
            page.add(entry(connection, rows, 0));
        }
        return new Page(page, revision, false);
    }

    static long count(Connection connection, String prefix) {
        Statement statement = connection
                .statement("SELECT count(*) FROM entry WHERE key >= ?1 AND key < ?2")
                .bind(1, prefix.getBytes(UTF_8))
                .bind(2, Rows.behind(prefix));
        statement.step();
        long count = statement.number(0);
        statement.reset();
        return count;
    }

    static Revision revision(Connection connection) {
        Statement statement = connection.statement("SELECT coalesce(max(revision), 0) FROM change");
        statement.step();
        var revision = new Revision(statement.number(0));
        statement.reset();
        return revision;
    }

    static Revision compacted(Connection connection) {
        Statement statement = connection.statement("SELECT compacted FROM horizon");
        statement.step();
        var compacted = new Revision(statement.number(0));
        statement.reset();
        return compacted;
    }

    static Optional<Entry> find(Connection connection, Key key) {
        Statement statement = connection
                .statement("SELECT key, value, created, modified, checksum FROM entry WHERE key = ?1")
                .bind(1, Rows.bytes(key));
        Optional<Entry> found = statement.step() ? Optional.of(entry(connection, statement, 0)) : Optional.empty();
        statement.reset();
        return found;
    }

    /// The entry in the columns key, value, created, modified and checksum of a row, from this one on.
    static Entry entry(Connection connection, Statement row, int column) {
        byte[] key = row.bytes(column);
        byte[] value = row.bytes(column + 1);
        long created = row.number(column + 2);
        long modified = row.number(column + 3);
        requireSum(connection, key, row.number(column + 4), Rows.sum(key, value, created, modified));
        return new Entry(new Key(new String(key, UTF_8)), value, new Revision(created), new Revision(modified));
    }

    static void put(Connection connection, Entry entry) {
        byte[] key = Rows.bytes(entry.key());
        long created = entry.created().value();
        long modified = entry.modified().value();
        connection
                .statement("INSERT INTO entry (key, value, created, modified, checksum) VALUES (?1, ?2, ?3, ?4, ?5)"
                        + " ON CONFLICT (key) DO UPDATE SET value = ?2, created = ?3, modified = ?4, checksum = ?5")
                .bind(1, key)
                .bind(2, entry.value())
                .bind(3, created)
                .bind(4, modified)
                .bind(5, Rows.sum(key, entry.value(), created, modified))
                .run();
    }

    static void erase(Connection connection, Key key) {
        connection
                .statement("DELETE FROM entry WHERE key = ?1")
                .bind(1, Rows.bytes(key))
                .run();
    }

    static void log(Connection connection, Change change) {
        byte[] key = Rows.bytes(change.key());
        long deleted = change.isDeletion() ? 1 : 0;
        long revision = change.revision().value();
        connection
                .statement("INSERT INTO change (revision, key, deleted, checksum) VALUES (?1, ?2, ?3, ?4)")
                .bind(1, revision)
                .bind(2, key)
                .bind(3, deleted)
                .bind(4, Rows.sum(key, new byte[0], revision, deleted))
                .run();
    }

    /// The change in a row of revision, key, deleted and checksum, the value apart.
    static Change change(Connection connection, Statement row, Optional<byte[]> value) {
        long revision = row.number(0);
        byte[] key = row.bytes(1);
        requireSum(connection, key, row.number(3), Rows.sum(key, new byte[0], revision, row.number(2)));
        return new Change(new Key(new String(key, UTF_8)), new Revision(revision), value);
    }

    /// Does one step of filling the store from outside.
    ///
    /// @param newest the store's revision before
    /// @return and after
    static Revision fill(Connection connection, Filling filling, Revision newest) {
        switch (filling) {
            case Filling.Load(List<Entry> entries) -> entries.forEach(entry -> put(connection, entry));
            case Filling.Unload(List<Key> keys) -> keys.forEach(key -> erase(connection, key));
            case Filling.Stand(Revision revision) -> {
                if (newest.isAfter(revision)) {
                    throw new IllegalArgumentException("at " + newest + " already, not to stand at " + revision);
                }
                if (!newest.equals(revision)) {
                    // The store knows its revision from the newest row.
                    log(connection, new Change(NOBODY, revision, Optional.empty()));
                }
                // Nobody else waits meanwhile.
                connection
                        .statement("DELETE FROM change WHERE revision < ?1")
                        .bind(1, revision.value())
                        .run();
                forget(connection, revision);
                return revision;
            }
        }
        return newest;
    }

    /// Says that changes are forgotten from now on; their rows go later, see [#trim].
    static void forget(Connection connection, Revision upTo) {
        connection
                .statement("UPDATE horizon SET compacted = ?1")
                .bind(1, upTo.value())
                .run();
    }

    /// Deletes the oldest rows of forgotten changes, but not the newest change of all.
    ///
    /// @param rowsMax so that a long history does not hold the writer up
    /// @return whether there are more
    static boolean trim(Connection connection, Revision forgotten, Revision newest, long rowsMax) {
        long last = Math.min(forgotten.value(), newest.value() - 1);
        long first = oldest(connection);
        if (first == 0 || first > last) {
            return false;
        }
        // Revisions have no gaps but at the beginning, so a range of revisions is a number of rows.
        long step = Math.min(last, first + rowsMax - 1);
        connection
                .statement("DELETE FROM change WHERE revision <= ?1")
                .bind(1, step)
                .run();
        return step < last;
    }

    private static long oldest(Connection connection) {
        Statement statement = connection.statement("SELECT coalesce(min(revision), 0) FROM change");
        statement.step();
        long oldest = statement.number(0);
        statement.reset();
        return oldest;
    }

    private static void requireSum(Connection connection, byte[] key, long stored, long actual) {
        if (stored != actual) {
            throw SqliteFailure.corrupt(
                    connection.file(), "the row of " + new String(key, UTF_8) + " does not match its checksum");
        }
    }
}
