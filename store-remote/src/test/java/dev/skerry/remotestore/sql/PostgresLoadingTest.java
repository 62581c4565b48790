// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.remotestore.engines.PostgresServer;
import dev.skerry.store.LoadableContract;
import dev.skerry.store.engine.LoadableStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresLoadingTest extends LoadableContract {
    private static PostgresServer server;

    private String endpoint = "";

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.run();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    protected LoadableStore open() {
        endpoint = TestStores.fresh(server);
        return TestStores.open(endpoint, SqlConfig.server());
    }

    @Override
    protected LoadableStore reopen(LoadableStore store) {
        store.close();
        return TestStores.open(endpoint, SqlConfig.server());
    }
}
