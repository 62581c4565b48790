// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.remotestore.engines.PostgresServer;
import dev.skerry.store.Store;
import dev.skerry.store.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresStoreTest extends StoreContract {
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
    protected Store open() throws Exception {
        return TestStores.openEmpty(server, new SqlConfig(HISTORY_MAX, QUEUE_MAX, 4));
    }
}
