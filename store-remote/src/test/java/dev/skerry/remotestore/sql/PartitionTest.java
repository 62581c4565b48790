// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.remotestore.engines.EngineProcess;
import dev.skerry.remotestore.engines.LostPackets;
import dev.skerry.remotestore.engines.LostPackets.Direction;
import dev.skerry.remotestore.engines.MariadbServer;
import dev.skerry.remotestore.engines.PostgresServer;
import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.StoreUnderLoad;
import dev.skerry.store.history.Watching;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Packets between a server and its engine are dropped by the kernel, in both directions or in one: connections stay
/// open at both ends and nobody is told. The other server reaches the engine all the while.
@Tag("engines")
class PartitionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int CLIENTS = 6;

    @Test
    void twoStoresAnswerAsOneThoughOneOfThemDoesNotReachPostgres() throws Exception {
        try (PostgresServer server = PostgresServer.run()) {
            partition(server);
        }
    }

    @Test
    void twoStoresAnswerAsOneThoughOneOfThemDoesNotReachMariadb() throws Exception {
        try (MariadbServer server = MariadbServer.run()) {
            partition(server);
        }
    }

    private static void partition(EngineProcess server) throws Exception {
        String endpoint = TestStores.fresh(server);
        try (LostPackets packets = LostPackets.before(server.port());
                SqlStore near = TestStores.open(endpoint, SqlConfig.server());
                SqlStore far = TestStores.open(packets.through(endpoint), SqlConfig.server())) {
            var history = new StoreUnderLoad(List.of(near, far), 34).run(CLIENTS, soFar -> {
                for (Direction direction : Direction.values()) {
                    soFar.awaitMore(150, PATIENCE);
                    packets.drop(direction);
                    soFar.awaitFailures(3, PATIENCE);
                    // Who reaches the engine goes on: what a lost server held is given up.
                    soFar.awaitMore(100, PATIENCE);
                    packets.mend();
                }
                soFar.awaitMore(150, PATIENCE);
            });

            assertThat(history.operations()).anyMatch(operation -> operation.answer() instanceof Answer.NotDone);
            history.requireSound(Watching.LATEST_OF_OTHERS);
        }
    }
}
