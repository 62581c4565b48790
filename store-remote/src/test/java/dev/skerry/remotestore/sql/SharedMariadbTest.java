// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.remotestore.engines.EngineProcess;
import dev.skerry.remotestore.engines.MariadbServer;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreUnavailableException;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SharedMariadbTest extends SharedEngineContract {
    private static MariadbServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = MariadbServer.run();
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
        var ids = new ArrayList<Long>();
        try (var connection = server.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT id FROM information_schema.processlist WHERE db = '" + database + "'")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        for (long id : ids) {
            try {
                server.execute("KILL " + id);
            } catch (java.sql.SQLException _) {
                // It went by itself.
            }
        }
    }

    @Override
    void damage(String database, String key) throws Exception {
        server.execute("UPDATE " + database + ".skerry_entry SET value = 'x' WHERE name = '" + key + "'");
    }

    @Test
    void whatIsLargerThanTheEngineTakesIsRefusedWithItsNameAndTheRestIsWritten() throws Exception {
        try (Store store = TestStores.openEmpty(server, SqlConfig.server())) {
            assertThatThrownBy(() -> store.create(new Key("/large"), new byte[20 << 20]))
                    .hasMessageContaining("max_allowed_packet");
            store.create(new Key("/small"), new byte[10]);
            org.assertj.core.api.Assertions.assertThat(store.revision()).isEqualTo(new Revision(1));
        }
    }

    /// Our user may write even then, and must not: the machine has become a replica.
    @Test
    void anEngineThatBecomesReadOnlyIsNotWrittenTo() throws Exception {
        try (Store store = TestStores.openEmpty(server, SqlConfig.server())) {
            store.create(new Key("/before"), new byte[1]);
            server.execute("SET GLOBAL read_only = 1");
            try {
                assertThatThrownBy(() -> store.create(new Key("/during"), new byte[1]))
                        .isInstanceOfSatisfying(
                                StoreUnavailableException.class,
                                away -> org.assertj.core.api.Assertions.assertThat(away.mayBeWritten())
                                        .isFalse())
                        .hasMessageContaining("read_only");
            } finally {
                server.execute("SET GLOBAL read_only = 0");
            }
        }
    }
}
