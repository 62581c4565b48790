// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.remotestore.engines.MariadbServer;
import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.StoreUnderLoad;
import dev.skerry.store.history.Watching;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the clients of two stores over one MariaDB are answered fits together while it is killed and stands still.
@Tag("engines")
class MariadbHistoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int CLIENTS = 6;

    @Test
    void twoStoresAnswerAsOneThoughMariadbIsKilledAndFrozen() throws Exception {
        try (MariadbServer server = MariadbServer.run()) {
            String endpoint = TestStores.fresh(server);
            try (SqlStore one = TestStores.open(endpoint, SqlConfig.server());
                    SqlStore other = TestStores.open(endpoint, SqlConfig.server())) {
                var history = new StoreUnderLoad(List.of(one, other), 33).run(CLIENTS, soFar -> {
                    for (int round = 0; round < 2; round++) {
                        soFar.awaitMore(150, PATIENCE);
                        server.kill();
                        soFar.awaitFailures(CLIENTS, PATIENCE);
                        server.start();
                        soFar.awaitMore(150, PATIENCE);
                        server.freeze(true);
                        soFar.awaitFailures(1, PATIENCE);
                        server.freeze(false);
                    }
                    soFar.awaitMore(150, PATIENCE);
                });

                assertThat(history.operations()).anyMatch(operation -> operation.answer() instanceof Answer.NotDone);
                history.requireSound(Watching.LATEST_OF_OTHERS);
            }
        }
    }
}
