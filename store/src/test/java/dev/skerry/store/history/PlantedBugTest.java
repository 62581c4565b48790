// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.store.history.Fault.Kind;
import dev.skerry.store.memory.MemoryStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The harness finds what is wrong with a store from the answers to a load alone, and nothing where nothing is.
class PlantedBugTest {
    private static final int CLIENTS = 4;
    private static final int STEPS = 600;

    /// One of these shows that the bug was found.
    private static final Map<PlantedBug, List<Kind>> SIGNS = Map.of(
            PlantedBug.DROPPED_DELETION, List.of(Kind.WATCH_MISSED),
            PlantedBug.REPEATED_CHANGE, List.of(Kind.WATCH_REPEATED),
            PlantedBug.REUSED_REVISION, List.of(Kind.REVISION_REUSED, Kind.INVENTED),
            PlantedBug.LOST_UPDATE, List.of(Kind.LOST_UPDATE),
            PlantedBug.TORN_BATCH, List.of(Kind.TORN_BATCH),
            PlantedBug.STALE_READ, List.of(Kind.STALE_READ, Kind.LOST_WRITE),
            PlantedBug.FLIPPED_BIT, List.of(Kind.INVENTED),
            PlantedBug.FORGOTTEN_WRITE, List.of(Kind.LOST_WRITE, Kind.STALE_READ),
            PlantedBug.DONE_THOUGH_REFUSED, List.of(Kind.INVENTED));

    @TestFactory
    List<DynamicTest> eachIsFound() {
        return List.of(PlantedBug.values()).stream()
                .map(bug -> DynamicTest.dynamicTest(bug.name(), () -> {
                    try (var store = new BuggyStore(new MemoryStore(), bug)) {
                        var history = new StoreUnderLoad(store, 7).run(CLIENTS, STEPS);
                        assertThat(HistoryCheck.faults(history))
                                .extracting(Fault::kind)
                                .containsAnyElementsOf(SIGNS.get(bug));
                    }
                }))
                .toList();
    }

    @Test
    void aSoundStoreIsNotAccused() throws Exception {
        try (var store = new MemoryStore()) {
            new StoreUnderLoad(store, 7).run(CLIENTS, STEPS).requireSound();
        }
    }
}
