// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.agent.node.MachineUsage;
import dev.skerry.agent.pod.NodeUsage.Measured;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.time.Clock;
import dev.skerry.runtime.ContainerRuntime.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A machine that uses half of one processor, and containers that use a tenth each.
class UsageRatesTest {
    private final Standing clock = new Standing();
    private final List<String> containers = new ArrayList<>(List.of("app"));
    private int samples;
    private final UsageRates rates = new UsageRates(this::usage, clock);

    /// Stands still unless somebody sleeps or pushes it.
    private static final class Standing implements Clock {
        private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

        private long nanos = Duration.ofHours(1).toNanos();

        @Override
        public Instant now() {
            return START.plusNanos(nanos);
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void sleep(Duration duration) {
            nanos += duration.toNanos();
        }
    }

    private NodeUsage usage() {
        samples++;
        var measured = containers.stream()
                .map(name -> new Measured(labels(), name, 5, new Usage(clock.nanos / 10, 9000, 7000)))
                .toList();
        return new NodeUsage("n", clock.now(), new MachineUsage(clock.nanos / 2, 300, 200), measured);
    }

    private static Map<String, String> labels() {
        return Map.of(
                ContainerLabels.POD_NAME, "web",
                ContainerLabels.POD_NAMESPACE, "default",
                ContainerLabels.POD_UID, "uid-web");
    }

    private static List<Json> told(Json document) {
        return document.at("pods").elements().getFirst().at("containers").elements();
    }

    @Test
    void theFirstQuestionTakesTwoSamplesASecondApart() throws Exception {
        Json document = rates.read();
        assertThat(samples).isEqualTo(2);
        assertThat(document.at("windowNanos").longOr(0)).isEqualTo(1_000_000_000);
        assertThat(document.at("timestamp").text()).isEqualTo("2026-01-01T01:00:01Z");
        assertThat(document.at("node", "cpu").longOr(0)).isEqualTo(500_000_000);
        assertThat(document.at("node", "memory").longOr(0)).isEqualTo(200);
        Json pod = document.at("pods").elements().getFirst();
        assertThat(pod.at("uid").text()).isEqualTo("uid-web");
        assertThat(pod.at("name").text()).isEqualTo("web");
        assertThat(told(document).getFirst().at("cpu").longOr(0)).isEqualTo(100_000_000);
        assertThat(told(document).getFirst().at("memory").longOr(0)).isEqualTo(7000);
    }

    @Test
    void theNextIsComparedWithTheOneBefore() throws Exception {
        rates.read();
        clock.sleep(Duration.ofSeconds(15));
        Json document = rates.read();
        assertThat(samples).isEqualTo(3);
        assertThat(document.at("windowNanos").longOr(0)).isEqualTo(15_000_000_000L);
        assertThat(document.at("node", "cpu").longOr(0)).isEqualTo(500_000_000);
    }

    @Test
    void whatIsTooNearOrTooOldIsNotComparedWith() throws Exception {
        rates.read();
        clock.sleep(Duration.ofMillis(10));
        assertThat(rates.read().at("windowNanos").longOr(0)).isEqualTo(1_000_000_000);
        clock.sleep(Duration.ofSeconds(61));
        assertThat(rates.read().at("windowNanos").longOr(0)).isEqualTo(1_000_000_000);
        assertThat(samples).isEqualTo(6);
    }

    @Test
    void aContainerThatIsNewIsToldAtOnce() throws Exception {
        rates.read();
        clock.sleep(Duration.ofSeconds(15));
        containers.add("new");
        Json document = rates.read();
        assertThat(document.at("windowNanos").longOr(0)).isEqualTo(1_000_000_000);
        assertThat(told(document)).hasSize(2);
    }
}
