// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.ManualClock;
import dev.skerry.foundation.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventOutboxTest {
    private static final GroupVersionResource EVENTS = new GroupVersionResource("", "v1", "events");

    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final EventOutbox outbox = new EventOutbox(kube, clock, new Random(1), new Metrics());
    private final EventRecorder recorder = outbox.recorder("tester");
    private final KubeObject pod = KubeObject.of(
                    new GroupVersionKind("", "v1", "Pod"), new ObjectName("default", "web"))
            .with("u1", "metadata", "uid");

    private List<KubeObject> events() {
        while (outbox.step()) {}
        return kube.list(Scope.all(EVENTS)).items();
    }

    @Test
    void aRepetitionCountsUpTheEventThatIsThere() {
        recorder.warning(pod, "Failed", "it broke");
        clock.advance(Duration.ofSeconds(30));
        recorder.warning(pod, "Failed", "it broke");
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.at("count").longOr(0)).isEqualTo(2);
            assertThat(event.at("firstTimestamp").text()).isEqualTo("2026-01-01T00:00:00Z");
            assertThat(event.at("lastTimestamp").text()).isEqualTo("2026-01-01T00:00:30Z");
            assertThat(event.at("involvedObject", "uid").text()).isEqualTo("u1");
            assertThat(event.at("type").text()).isEqualTo("Warning");
        });
    }

    @Test
    void manySimilarEventsBecomeOne() {
        for (int i = 0; i < 20; i++) {
            recorder.normal(pod, "Tried", "attempt " + i);
        }
        assertThat(events()).hasSize(11).last().satisfies(event -> {
            assertThat(event.at("message").text()).isEqualTo("(combined from similar events): attempt 19");
            assertThat(event.at("count").longOr(0)).isEqualTo(10);
        });
    }

    @Test
    void anObjectThatHasHadTooManyIsNotHeardForAWhile() {
        for (int i = 0; i < 100; i++) {
            recorder.normal(pod, "Reason" + i, "hello");
        }
        assertThat(events()).hasSize(25);
        clock.advance(Duration.ofMinutes(6));
        recorder.normal(pod, "Again", "hello");
        assertThat(events()).hasSize(26);
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenLater() {
        kube.failNext(1);
        recorder.normal(pod, "Did", "it");
        assertThat(outbox.step()).isTrue();
        assertThat(outbox.step()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(events()).hasSize(1);
    }
}
