// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.HostPort;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Revision;
import dev.skerry.store.engine.Rows;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// PostgreSQL, from version 15 on.
///
/// Transactions are begun and committed in the texts of the statements, which so go out in two packets: the driver
/// is left in its mode of committing by itself. Values travel as arrays, so that the texts are always the same
/// and PostgreSQL keeps their plans.
final class PostgresEngine implements SqlEngine {
    private static final String CHANNEL = "skerry_change";

    /// A plain number, the same for all servers, that nobody else is likely to lock.
    private static final long TABLES_LOCK = 0x534B5259;

    private static final int SILENCE_MILLIS_MAX = 10_000;

    /// READ COMMITTED: each statement sees what is committed when it begins, so that those behind the lock see
    /// everything that was written before it.
    private static final String LOCK = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; " + Queries.HORIZON
            + " FOR UPDATE; " + Queries.NEWS + "; SELECT " + Queries.ENTRY_COLUMNS
            + " FROM skerry_entry WHERE name = ANY(?)";

    /// Parts of one statement that touch different rows. Listeners are told at the commit.
    private static final String COMMIT = "WITH kept AS (INSERT INTO skerry_entry (" + Queries.ENTRY_COLUMNS
            + ") SELECT * FROM unnest(?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value,"
            + " created = excluded.created, modified = excluded.modified, checksum = excluded.checksum),"
            + " erased AS (DELETE FROM skerry_entry WHERE name = ANY(?)),"
            + " logged AS (INSERT INTO skerry_change (revision, name, deleted, checksum)"
            + " SELECT * FROM unnest(?, ?, ?, ?)),"
            + " forgotten AS (DELETE FROM skerry_change WHERE revision > ? AND revision <= ?)"
            + " UPDATE skerry_horizon SET revision = ?, compacted = ? WHERE one = 1"
            + " RETURNING pg_notify('" + CHANNEL + "', ?); COMMIT";

    private final Endpoint.Postgres endpoint;
    private final PostgresTls tls;

    /// In each notification, so that a server is not woken by its own.
    private final String sender;

    PostgresEngine(Endpoint.Postgres endpoint, TlsFiles files, String sender) {
        this.endpoint = endpoint;
        this.tls = PostgresTls.of(endpoint.parameters(), files);
        this.sender = sender;
    }

    @Override
    public String name() {
        return "PostgreSQL at "
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
            // A server that dies in the middle must not keep the lock from the others; and who waits for the lock
            // is told before it takes the engine for dead.
            statement.execute("SET idle_in_transaction_session_timeout = '5s'; SET lock_timeout = '8s';"
                    + " SELECT set_config('synchronous_commit', 'on', false)"
                    + " WHERE current_setting('synchronous_commit') IN ('off', 'local')");
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    private Connection connect(HostPort host, String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", endpoint.login().user());
        properties.setProperty("password", endpoint.login().password());
        properties.setProperty("ApplicationName", endpoint.parameters().getOrDefault("application_name", "skerry"));
        properties.setProperty("connectTimeout", endpoint.parameters().getOrDefault("connect_timeout", "5"));
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        // A replica answers reads, too, and may be behind.
        properties.setProperty("targetServerType", "primary");
        // What the engine says of a row must not bring its content into a log.
        properties.setProperty("logServerErrorDetail", "false");
        tls.addTo(properties);
        Connection connection = new Driver().connect("jdbc:postgresql://" + host + "/" + encoded(database), properties);
        if (connection == null) {
            throw new SQLException("the driver does not know the address " + host);
        }
        return connection;
    }

    private static String encoded(String database) {
        return java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void makeDatabase(HostPort host) throws SQLException {
        try {
            connect(host, endpoint.database()).close();
            return;
        } catch (SQLException failed) {
            if (!"3D000".equals(failed.getSQLState())) {
                throw failed;
            }
        }
        try (Connection connection = connect(host, "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE \"" + endpoint.database().replace("\"", "\"\"") + "\"");
        } catch (SQLException failed) {
            // Another server was quicker.
            if (!List.of("42P04", "23505").contains(String.valueOf(failed.getSQLState()))) {
                throw failed;
            }
        }
    }

    @Override
    public void makeTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1 WHERE to_regclass('skerry_horizon') IS NOT NULL");
            try (ResultSet rows = statement.getResultSet()) {
                if (rows.next()) {
                    return;
                }
            }
            try {
                statement.execute("BEGIN; SELECT pg_advisory_xact_lock(" + TABLES_LOCK + ");"
                        + " CREATE TABLE IF NOT EXISTS skerry_entry (name bytea PRIMARY KEY, value bytea NOT NULL,"
                        + " created bigint NOT NULL, modified bigint NOT NULL, checksum bigint NOT NULL);"
                        + " CREATE TABLE IF NOT EXISTS skerry_change (revision bigint PRIMARY KEY, name bytea NOT NULL,"
                        + " deleted smallint NOT NULL, checksum bigint NOT NULL);"
                        // Written by every transaction: with room on its page, its index is left alone.
                        + " CREATE TABLE IF NOT EXISTS skerry_horizon (one smallint PRIMARY KEY CHECK (one = 1),"
                        + " revision bigint NOT NULL, compacted bigint NOT NULL, format integer NOT NULL)"
                        + " WITH (fillfactor = 10);"
                        + " INSERT INTO skerry_horizon (one, revision, compacted, format) VALUES (1, 0, 0, 1)"
                        + " ON CONFLICT DO NOTHING; COMMIT");
            } catch (SQLException failed) {
                statement.execute("ROLLBACK");
                throw failed;
            }
        }
    }

    @Override
    public Locked lock(Connection connection, Revision after, List<byte[]> keys) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            int next = Queries.bindNews(statement, 1, "", after, new Revision(Long.MAX_VALUE));
            statement.setArray(next, connection.createArrayOf("bytea", keys.toArray(byte[][]::new)));
            Results results = Results.of(statement);
            results.nextRows().close();
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

    @Override
    public void commit(Connection connection, Entered entered) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COMMIT)) {
            List<Entry> kept = entered.kept();
            List<Change> changes = entered.changes();
            statement.setArray(1, bytes(connection, kept, entry -> Rows.bytes(entry.key())));
            statement.setArray(2, bytes(connection, kept, Entry::value));
            statement.setArray(
                    3, numbers(connection, kept, entry -> entry.created().value()));
            statement.setArray(
                    4, numbers(connection, kept, entry -> entry.modified().value()));
            statement.setArray(5, numbers(connection, kept, Tables::sum));
            statement.setArray(6, bytes(connection, entered.erased(), Rows::bytes));
            statement.setArray(
                    7, numbers(connection, changes, change -> change.revision().value()));
            statement.setArray(8, bytes(connection, changes, change -> Rows.bytes(change.key())));
            statement.setArray(9, numbers(connection, changes, Tables::deleted));
            statement.setArray(10, numbers(connection, changes, Tables::sum));
            statement.setLong(11, entered.before().compacted().value());
            statement.setLong(12, entered.after().compacted().value());
            statement.setLong(13, entered.after().revision().value());
            statement.setLong(14, entered.after().compacted().value());
            statement.setString(15, sender);
            Results.of(statement).finish();
        }
    }

    private static <T> Array bytes(Connection connection, List<T> all, Function<T, byte[]> bytes) throws SQLException {
        return connection.createArrayOf("bytea", all.stream().map(bytes).toArray(byte[][]::new));
    }

    private static <T> Array numbers(Connection connection, List<T> all, ToLongFunction<T> number) throws SQLException {
        return connection.createArrayOf(
                "bigint", all.stream().mapToLong(number).boxed().toArray(Long[]::new));
    }

    @Override
    public Trouble trouble(SQLException failed) {
        if (Trouble.isSilence(failed)) {
            return Trouble.SILENT;
        }
        String state = String.valueOf(failed.getSQLState());
        ServerErrorMessage said = failed instanceof PSQLException known ? known.getServerErrorMessage() : null;
        String severity = said == null ? "ERROR" : String.valueOf(said.getSeverity());
        if (failed.getSQLState() == null
                || state.startsWith("08")
                || state.startsWith("57P")
                || severity.equals("FATAL")
                || severity.equals("PANIC")) {
            return Trouble.GONE;
        }
        return switch (state) {
            case "25006" -> Trouble.READ_ONLY;
            case "40001", "40P01" -> Trouble.CONTENDED;
            case "53100" -> Trouble.FULL;
            case "54000", "22001", "22021" -> Trouble.REFUSED;
            default -> Trouble.OTHER;
        };
    }

    @Override
    public boolean isRefusal(SQLException failed) {
        String state = String.valueOf(failed.getSQLState());
        return state.startsWith("28") || state.equals("3D000") || state.startsWith("42");
    }

    /// The listener calls; looking without it is for a listener that is deaf, behind a pooler say.
    @Override
    public Pace pace() {
        return new Pace(Duration.ofSeconds(2), Duration.ofSeconds(2));
    }

    @Override
    public boolean tells() {
        return true;
    }

    @Override
    public void listen(Connection connection, Runnable onNews) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
            // What came before the listening began is news, too.
            onNews.run();
            var postgres = connection.unwrap(PGConnection.class);
            while (true) {
                PGNotification[] told = postgres.getNotifications(SILENCE_MILLIS_MAX);
                if (told == null || told.length == 0) {
                    // Is anybody there?
                    statement.execute("SELECT 1");
                    continue;
                }
                for (PGNotification one : told) {
                    if (!one.getParameter().equals(sender)) {
                        onNews.run();
                        break;
                    }
                }
            }
        }
    }
}
