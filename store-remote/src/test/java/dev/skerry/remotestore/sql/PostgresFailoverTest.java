// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.remotestore.engines.PostgresPair;
import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.StoreUnderLoad;
import dev.skerry.store.history.Watching;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A primary that dies for good, and a synchronous standby that takes its place: nothing that was answered is lost, no
/// revision comes twice, and watches go on, without anybody touching a server.
@Tag("engines")
class PostgresFailoverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int CLIENTS = 6;

    @Test
    void twoStoresAnswerAsOneThoughThePrimaryDiesAndItsStandbyIsPromoted() throws Exception {
        try (PostgresPair pair = PostgresPair.run()) {
            String endpoint = pair.endpoint("skerry_failover");
            try (SqlStore one = TestStores.open(endpoint, SqlConfig.server());
                    SqlStore other = TestStores.open(endpoint, SqlConfig.server())) {
                var history = new StoreUnderLoad(List.of(one, other), 32).run(CLIENTS, soFar -> {
                    soFar.awaitMore(300, PATIENCE);
                    pair.first().kill();
                    // Of two hosts one is dead and the other takes no writes.
                    soFar.awaitFailures(CLIENTS, PATIENCE);
                    pair.promote();
                    soFar.awaitMore(300, PATIENCE);
                });

                assertThat(history.operations()).anyMatch(operation -> operation.answer() instanceof Answer.NotDone);
                history.requireSound(Watching.LATEST_OF_OTHERS);
            }
        }
    }
}
