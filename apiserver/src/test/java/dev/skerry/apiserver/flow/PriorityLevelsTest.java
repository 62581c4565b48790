// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.chain.RequestInfo;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.time.Clock;
import dev.skerry.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PriorityLevelsTest {
    private final Moving clock = new Moving();
    private final ObjectStorage storage = new ObjectStorage(new MemoryStore());

    private static final Entrant ENTRANT = new Entrant(
            "busy",
            "",
            1,
            Width.ONE,
            "jane",
            RequestInfo.of(new Request("GET", "/version", Map.of(), Map.of(), new byte[0], List.of(), "")));

    @Test
    void aBusyLevelBorrowsWhatAnIdleOneLendsAndGivesItBackLater() throws Exception {
        level("busy", "'lendablePercent':0,'limitResponse':{'type':'Reject'}");
        level("idle", "'lendablePercent':50,'limitResponse':{'type':'Reject'}");
        var levels = new PriorityLevels(storage, 80, clock, _ -> {});
        PriorityLevel busy = queues(levels, "busy");
        PriorityLevel idle = queues(levels, "idle");
        assertThat(enterAll(busy)).as("its own").isEqualTo(40);

        clock.pass(Duration.ofSeconds(9));
        levels.adjustIfDue();
        assertThat(enterAll(busy)).as("not yet").isZero();
        clock.pass(Duration.ofSeconds(1));
        levels.adjustIfDue();
        assertThat(enterAll(busy)).as("as 40 is to 20, of 80").isEqualTo(13);
        assertThat(enterAll(idle)).as("what is left").isEqualTo(27);

        for (int i = 0; i < 53; i++) {
            busy.leave(ENTRANT);
        }
        int back = 0;
        for (int i = 0; i < 60; i++) {
            clock.pass(Duration.ofSeconds(10));
            levels.adjustIfDue();
            back += enterAll(idle);
        }
        assertThat(27 + back).as("it has its own again").isBetween(39, 41);
    }

    @Test
    void aLevelThatMayBorrowNothingKeepsItsOwn() throws Exception {
        level("busy", "'borrowingLimitPercent':0,'limitResponse':{'type':'Reject'}");
        level("idle", "'lendablePercent':100,'limitResponse':{'type':'Reject'}");
        var levels = new PriorityLevels(storage, 80, clock, _ -> {});
        assertThat(enterAll(queues(levels, "busy"))).isEqualTo(40);
        clock.pass(Duration.ofSeconds(10));
        levels.adjustIfDue();
        assertThat(enterAll(queues(levels, "busy"))).isZero();
        assertThat(enterAll(queues(levels, "idle"))).as("not even all lent").isPositive();
    }

    private static PriorityLevel queues(PriorityLevels levels, String name) {
        return levels.find(name).orElseThrow().queues().orElseThrow();
    }

    /// How many get in until one is refused.
    private static int enterAll(PriorityLevel level) throws InterruptedException {
        int entered = 0;
        while (level.enter(ENTRANT, Duration.ZERO).isEmpty()) {
            entered++;
        }
        return entered;
    }

    private void level(String name, String limited) {
        var spec = JsonReader.read(
                ("{'type':'Limited','limited':{'nominalConcurrencyShares':10," + limited + "}}").replace('\'', '"'));
        var kind = new GroupVersionKind(FlowSchemas.GROUP, "v1", "PriorityLevelConfiguration");
        storage.create(
                FlowSchemas.GROUP,
                "prioritylevelconfigurations",
                KubeObject.of(kind, ObjectName.cluster(name)).with(spec, "spec"));
    }

    /// Time that passes when the test says so.
    private static final class Moving implements Clock {
        private final AtomicLong nanos = new AtomicLong();

        void pass(Duration time) {
            nanos.addAndGet(time.toNanos());
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos.get());
        }

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public void sleep(Duration duration) {
            pass(duration);
        }
    }
}
