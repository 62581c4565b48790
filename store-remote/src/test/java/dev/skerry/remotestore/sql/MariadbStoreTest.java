// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.remotestore.engines.MariadbServer;
import dev.skerry.store.Store;
import dev.skerry.store.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MariadbStoreTest extends StoreContract {
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
    protected Store open() throws Exception {
        return TestStores.openEmpty(server, new SqlConfig(HISTORY_MAX, QUEUE_MAX, 4));
    }
}
