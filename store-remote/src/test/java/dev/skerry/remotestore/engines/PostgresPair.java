// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.engines;

import dev.skerry.foundation.time.SystemClock;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// A PostgreSQL and another one that has everything that the first one has answered, and takes its place when it is
/// told to.
public final class PostgresPair implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final String STANDBY = "standby";

    private final PostgresServer first;
    private final PostgresServer second;

    private PostgresPair(PostgresServer first, PostgresServer second) {
        this.first = first;
        this.second = second;
    }

    public static PostgresPair run() throws IOException, InterruptedException, SQLException {
        PostgresServer first = PostgresServer.run();
        PostgresServer second = PostgresServer.copyOf(first, STANDBY);
        var pair = new PostgresPair(first, second);
        first.execute("ALTER SYSTEM SET synchronous_standby_names = '" + STANDBY + "'", "SELECT pg_reload_conf()");
        pair.awaitTruth(first, "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
        return pair;
    }

    /// Both hosts, as one endpoint.
    public String endpoint(String database) {
        return first.endpoint(database)
                .replace(":" + first.port() + "/", ":" + first.port() + ",127.0.0.1:" + second.port() + "/");
    }

    public PostgresServer first() {
        return first;
    }

    /// The second one takes writes from now on.
    public void promote() throws SQLException, InterruptedException {
        second.execute("SELECT pg_promote(true, 60)");
        awaitTruth(second, "SELECT NOT pg_is_in_recovery()");
    }

    private void awaitTruth(PostgresServer server, String question) throws SQLException, InterruptedException {
        long from = SystemClock.CLOCK.nanos();
        while (!isTrue(server, question)) {
            if (SystemClock.CLOCK.nanos() - from > PATIENCE.toNanos()) {
                throw new AssertionError("waited too long for: " + question);
            }
            SystemClock.CLOCK.sleep(GLANCE);
        }
    }

    private static boolean isTrue(PostgresServer server, String question) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    @Override
    public void close() throws IOException {
        first.close();
        second.close();
    }
}
