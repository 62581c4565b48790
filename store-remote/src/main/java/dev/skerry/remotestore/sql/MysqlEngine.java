// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.HostPort;
import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.engine.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mariadb.jdbc.Driver;

/// MySQL, from version 8.0 on, and MariaDB, from 10.6 on, both with MariaDB's driver.
///
/// The statements of a transaction go out as one text, to which the driver adds the values. Neither engine tells
/// of changes, so that the follower looks often while there are some, and four times a second when there are not.
final class MysqlEngine implements SqlEngine {
    /// A server that dies in the middle must not keep the lock from the others: while a transaction is open, the
    /// engine hangs up on a connection that is silent.
    private static final String BEGIN = "SET SESSION wait_timeout = 5; START TRANSACTION READ WRITE; ";

    private static final String END = "COMMIT; SET SESSION wait_timeout = 28800";

    /// Also for users who may write where others may not.
    private static final String HORIZON = "SELECT revision, compacted, CAST(@@GLOBAL.read_only AS CHAR)"
            + " FROM skerry_horizon WHERE one = 1 FOR UPDATE; ";

    /// Nobody sets max_allowed_packet to less than twice this.
    private static final long ALWAYS_TAKEN_BYTES = 1 << 20;

    private final Endpoint.Mysql endpoint;
    private final MysqlTls tls;

    MysqlEngine(Endpoint.Mysql endpoint, MysqlTls tls) {
        this.endpoint = endpoint;
        this.tls = tls;
    }

    @Override
    public String name() {
        return "MySQL at "
                + endpoint.hosts().stream().map(HostPort::toString).collect(Collectors.joining(",")) + "/"
                + endpoint.database();
    }

    @Override
    public List<HostPort> hosts() {
        return endpoint.hosts();
    }

    @Override
    public boolean showsCertificate() {
        return tls.ours().isPresent();
    }

    @Override
    public Connection connect(HostPort host) throws SQLException {
        Connection connection = connect(host, endpoint.database());
        try (Statement statement = connection.createStatement()) {
            // Who waits for the lock is told before it takes the engine for dead.
            statement.execute("SET SESSION innodb_lock_wait_timeout = 8, sql_mode = 'STRICT_ALL_TABLES'");
            requireWritable(statement);
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    private static void requireWritable(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT CAST(@@GLOBAL.read_only AS CHAR)")) {
            rows.next();
            requireWritable(rows.getString(1));
        }
    }

    private static void requireWritable(String readOnly) throws SQLException {
        if (!readOnly.equals("0") && !readOnly.equals("OFF")) {
            throw new SQLException("it takes no writes (read_only)", "HY000", MysqlErrors.READ_ONLY);
        }
    }

    private Connection connect(HostPort host, String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", endpoint.login().user());
        properties.setProperty("password", endpoint.login().password());
        properties.setProperty("connectTimeout", "5000");
        properties.setProperty("socketTimeout", "10000");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("allowMultiQueries", "true");
        // Each statement sees what is committed when it begins, so that those behind the lock see everything
        // that was written before it.
        properties.setProperty("transactionIsolation", "READ_COMMITTED");
        // MySQL's usual way to check passwords needs it where there is no TLS.
        properties.setProperty("allowPublicKeyRetrieval", "true");
        // What the driver says of a failure must not bring values into a log.
        properties.setProperty("maxQuerySizeToLog", "1");
        tls.addTo(properties);
        Connection connection = new Driver().connect("jdbc:mariadb://" + host + "/" + database, properties);
        if (connection == null) {
            throw new SQLException("the driver does not know the address " + host);
        }
        return connection;
    }

    @Override
    public void makeDatabase(HostPort host) throws SQLException {
        try {
            connect(host, endpoint.database()).close();
            return;
        } catch (SQLException failed) {
            if (failed.getErrorCode() != MysqlErrors.UNKNOWN_DATABASE) {
                throw failed;
            }
        }
        try (Connection connection = connect(host, "");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE DATABASE IF NOT EXISTS `" + endpoint.database().replace("`", "``") + "`");
        }
    }

    /// Each of these is whole by itself and does nothing where another server was quicker.
    @Override
    public void makeTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS skerry_entry (name VARBINARY(2000) NOT NULL PRIMARY KEY,"
                    + " value LONGBLOB NOT NULL, created BIGINT NOT NULL, modified BIGINT NOT NULL,"
                    + " checksum BIGINT NOT NULL) ENGINE = InnoDB ROW_FORMAT = DYNAMIC");
            statement.execute("CREATE TABLE IF NOT EXISTS skerry_change (revision BIGINT NOT NULL PRIMARY KEY,"
                    + " name VARBINARY(2000) NOT NULL, deleted SMALLINT NOT NULL, checksum BIGINT NOT NULL)"
                    + " ENGINE = InnoDB ROW_FORMAT = DYNAMIC");
            statement.execute("CREATE TABLE IF NOT EXISTS skerry_horizon (one SMALLINT NOT NULL PRIMARY KEY,"
                    + " revision BIGINT NOT NULL, compacted BIGINT NOT NULL, format INT NOT NULL) ENGINE = InnoDB");
            statement.execute(
                    "INSERT IGNORE INTO skerry_horizon (one, revision, compacted, format) VALUES (1, 0, 0, 1)");
        }
    }

    @Override
    public Locked lock(Connection connection, Revision after, List<byte[]> keys) throws SQLException {
        String text = BEGIN + HORIZON + Queries.NEWS + "; SELECT " + Queries.ENTRY_COLUMNS
                + " FROM skerry_entry WHERE name IN (" + marks(keys.size()) + ")";
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            int next = Queries.bindNews(statement, 1, "", after, new Revision(Long.MAX_VALUE));
            for (byte[] key : keys) {
                statement.setBytes(next++, key);
            }
            Results results = Results.of(statement);
            try (ResultSet rows = results.nextRows()) {
                rows.next();
                requireWritable(rows.getString(3));
            }
            News news;
            try (ResultSet rows = results.nextRows()) {
                news = Queries.news(rows);
            }
            try (ResultSet rows = results.nextRows()) {
                return new Locked(
                        news,
                        Queries.entries(rows).stream().collect(Collectors.toMap(Entry::key, Function.identity())));
            }
        }
    }

    /// An empty list is no list to these engines.
    private static String marks(int count) {
        return count == 0 ? "NULL" : String.join(", ", Collections.nCopies(count, "?"));
    }

    @Override
    public void commit(Connection connection, Entered entered) throws SQLException {
        requireRoom(connection, entered);
        try (PreparedStatement statement = connection.prepareStatement(commitText(entered))) {
            int next = 1;
            for (Entry entry : entered.kept()) {
                statement.setBytes(next++, Rows.bytes(entry.key()));
                statement.setBytes(next++, entry.value());
                statement.setLong(next++, entry.created().value());
                statement.setLong(next++, entry.modified().value());
                statement.setLong(next++, Tables.sum(entry));
            }
            for (Key key : entered.erased()) {
                statement.setBytes(next++, Rows.bytes(key));
            }
            for (Change change : entered.changes()) {
                statement.setLong(next++, change.revision().value());
                statement.setBytes(next++, Rows.bytes(change.key()));
                statement.setLong(next++, Tables.deleted(change));
                statement.setLong(next++, Tables.sum(change));
            }
            Results.of(statement).finish();
        }
    }

    /// An engine that is sent too much hangs up, and one could not tell that from its death.
    private static void requireRoom(Connection connection, Entered entered) throws SQLException {
        long bytes =
                entered.kept().stream().mapToLong(entry -> sent(entry.value())).sum();
        if (bytes < ALWAYS_TAKEN_BYTES) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@max_allowed_packet")) {
            rows.next();
            long most = rows.getLong(1);
            if (bytes + ALWAYS_TAKEN_BYTES / 2 > most) {
                throw new SQLException(
                        bytes + " bytes are more than the engine's max_allowed_packet of " + most
                                + " allows; raise it, or make the object smaller",
                        "HY000",
                        MysqlErrors.PACKET_TOO_LARGE);
            }
        }
    }

    /// What a value takes on the way: quotes, backslashes and zeros stand behind a backslash.
    private static long sent(byte[] value) {
        long bytes = value.length;
        for (byte one : value) {
            bytes += one == 0 || one == '\'' || one == '"' || one == '\\' ? 1 : 0;
        }
        return bytes;
    }

    /// Numbers of our own stand in the text, what others chose does not.
    private static String commitText(Entered entered) {
        var text = new StringBuilder();
        if (!entered.kept().isEmpty()) {
            text.append("INSERT INTO skerry_entry (" + Queries.ENTRY_COLUMNS + ") VALUES ")
                    .append(rows("(?, ?, ?, ?, ?)", entered.kept().size()))
                    .append(" ON DUPLICATE KEY UPDATE value = VALUES(value), created = VALUES(created),"
                            + " modified = VALUES(modified), checksum = VALUES(checksum); ");
        }
        if (!entered.erased().isEmpty()) {
            text.append("DELETE FROM skerry_entry WHERE name IN (")
                    .append(marks(entered.erased().size()))
                    .append("); ");
        }
        if (!entered.changes().isEmpty()) {
            text.append("INSERT INTO skerry_change (revision, name, deleted, checksum) VALUES ")
                    .append(rows("(?, ?, ?, ?)", entered.changes().size()))
                    .append("; ");
        }
        Horizon before = entered.before();
        Horizon after = entered.after();
        if (after.compacted().isAfter(before.compacted())) {
            text.append("DELETE FROM skerry_change WHERE revision > " + before.compacted() + " AND revision <= "
                    + after.compacted() + "; ");
        }
        return text.append("UPDATE skerry_horizon SET revision = " + after.revision() + ", compacted = "
                        + after.compacted() + " WHERE one = 1; ")
                .append(END)
                .toString();
    }

    private static String rows(String row, int count) {
        return String.join(", ", Collections.nCopies(count, row));
    }

    @Override
    public Trouble trouble(SQLException failed) {
        return MysqlErrors.trouble(failed);
    }

    @Override
    public boolean isRefusal(SQLException failed) {
        return MysqlErrors.isRefusal(failed);
    }

    @Override
    public Pace pace() {
        return new Pace(Duration.ofMillis(20), Duration.ofMillis(250));
    }

    @Override
    public boolean tells() {
        return false;
    }

    @Override
    public void listen(Connection connection, Runnable onNews) {
        throw new IllegalStateException("MySQL tells nothing by itself");
    }
}
