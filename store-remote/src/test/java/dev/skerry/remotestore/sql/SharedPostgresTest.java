// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.remotestore.engines.EngineProcess;
import dev.skerry.remotestore.engines.PostgresServer;
import java.sql.DriverManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SharedPostgresTest extends SharedEngineContract {
    private static PostgresServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.run();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    EngineProcess server() {
        return server;
    }

    @Override
    void cutConnections(String database) throws Exception {
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
    }

    @Override
    void damage(String database, String key) throws Exception {
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database,
                        PostgresServer.USER,
                        PostgresServer.PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute("UPDATE skerry_entry SET value = 'x' WHERE name = '" + key + "'");
        }
    }
}
