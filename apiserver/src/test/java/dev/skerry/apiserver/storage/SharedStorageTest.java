// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.LimitedStore;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.memory.MemoryStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two servers over one engine, each with its own memory and its own way to the engine.
@Timeout(60)
class SharedStorageTest {
    private static final ObjectName NAME = new ObjectName("default", "one");
    private static final ObjectFilter ALL = ObjectFilter.in("");
    private static final String AWAY = "no answer from db:5432";

    private final MemoryStore engine = new MemoryStore();
    private final LimitedStore way = new LimitedStore(engine);
    private final ObjectStorage here = ObjectStorage.shared(way, SystemClock.CLOCK);
    private final ObjectStorage there = ObjectStorage.shared(new LimitedStore(engine), SystemClock.CLOCK);
    private final TaskGroup tasks = new TaskGroup();

    @AfterEach
    void stop() {
        tasks.close();
    }

    private void follow() {
        tasks.start("here", here::follow);
        tasks.start("there", there::follow);
    }

    @Test
    void whatOneServerHasWrittenTheOtherReadsAtOnce() {
        follow();
        for (int i = 0; i < 200; i++) {
            var name = new ObjectName("default", "map-" + i);
            there.create("", "configmaps", map(name, "x"));
            assertThat(here.find("", "configmaps", name)).isPresent();
        }
    }

    @Test
    void aWatchTellsWhatAnotherServerHasWrittenThoughNobodyAsks() throws InterruptedException {
        follow();
        try (var watch = here.watch("", "configmaps", ALL, 0)) {
            there.create("", "configmaps", map(NAME, "x"));
            assertThat(next(watch).object().name()).isEqualTo(NAME);
        }
    }

    @Test
    void memoryAnswersWhileTheEngineIsAwayAlsoWhatNobodyHasAskedForBefore() throws InterruptedException {
        there.create("apps", "deployments", map(NAME, "x"));
        follow();
        awaitWhole();
        way.leave(AWAY);
        assertThat(here.find("apps", "deployments", NAME)).isPresent();
        assertThat(here.list("batch", "jobs", "")).isEmpty();
        assertThat(here.absence()).contains(AWAY);
        assertThatThrownBy(() -> here.create("", "configmaps", map(NAME, "x")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage(AWAY);
        assertThatThrownBy(here::catchUp).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void nobodyWaitsForAnEngineThatIsKnownToBeAway() throws InterruptedException {
        follow();
        awaitWhole();
        way.leave(AWAY);
        here.find("", "configmaps", NAME);
        int before = way.questions();
        for (int i = 0; i < 1_000; i++) {
            here.find("", "configmaps", NAME);
        }
        // The one thread that looks for it asks twice a second.
        assertThat(way.questions() - before).isLessThan(100);
    }

    @Test
    void itRecoversByItselfAndWatchesGoOnWithoutAGap() throws InterruptedException {
        follow();
        awaitWhole();
        try (var watch = here.watch("", "configmaps", ALL, 0)) {
            way.leave(AWAY);
            here.list("", "configmaps", "");
            assertThat(here.absence()).isPresent();
            there.create("", "configmaps", map(NAME, "x"));
            way.comeBack();
            assertThat(next(watch).object().name()).isEqualTo(NAME);
            while (here.absence().isPresent()) {
                SystemClock.CLOCK.sleep(Duration.ofMillis(20));
            }
            here.create("", "configmaps", map(new ObjectName("default", "two"), "x"));
            assertThat(there.find("", "configmaps", new ObjectName("default", "two")))
                    .isPresent();
        }
    }

    @Test
    void aFeedThatBrokeOffIsReadAgainUntilThatSucceeds() {
        var small = new MemoryStore(10_000, 50);
        var lame = new LimitedStore(small);
        var slow = new ObjectStorage(lame);
        var quick = new ObjectStorage(small);
        slow.list("batch", "jobs", "");
        slow.list("", "configmaps", "");
        quick.create("", "configmaps", map(NAME, "x"));
        // More than a watch keeps for a reader.
        for (int i = 0; i < 200; i++) {
            quick.create("batch", "jobs", map(new ObjectName("default", "job-" + i), "x"));
        }
        // Enough to ask how far it is, and to begin to read again, but not to end it.
        lame.leaveAfter(3, AWAY);
        assertThatThrownBy(() -> slow.list("batch", "jobs", "")).isInstanceOf(StoreUnavailableException.class);
        lame.comeBack();
        assertThat(slow.list("batch", "jobs", "")).hasSize(200);
        assertThat(slow.find("", "configmaps", NAME)).isPresent();
    }

    private void awaitWhole() throws InterruptedException {
        while (!here.isWhole()) {
            SystemClock.CLOCK.sleep(Duration.ofMillis(5));
        }
    }

    private static ObjectEvent next(ObjectWatch watch) throws InterruptedException {
        while (true) {
            if (watch.next(Duration.ofMillis(100)) instanceof ObjectWatch.Next.Event(ObjectEvent event)) {
                return event;
            }
        }
    }

    private static KubeObject map(ObjectName name, String value) {
        return KubeObject.of(new GroupVersionKind("", "v1", "ConfigMap"), name).with(value, "data", "key");
    }
}
