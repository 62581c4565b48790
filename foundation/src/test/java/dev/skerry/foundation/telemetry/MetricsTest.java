// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void writesWhatPrometheusReads() {
        var metrics = new Metrics();
        metrics.add("pulls_total", "Images pulled.", 2, "registry", "a\"b");
        metrics.gauge("pods", "Pods now.", () -> 3);
        metrics.observe("start_seconds", "Time to start.", 2_000_000);
        assertThat(metrics.text())
                .contains("# TYPE pulls_total counter\npulls_total{registry=\"a\\\"b\"} 2\n")
                .contains("# TYPE pods gauge\npods 3\n")
                .contains("start_seconds_bucket{le=\"0.0025\"} 1\n")
                .contains("start_seconds_bucket{le=\"0.001\"} 0\n")
                .contains("start_seconds_sum 0.002\nstart_seconds_count 1\n");
    }
}
