// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

import dev.skerry.foundation.json.Json;
import java.time.Duration;

/// When a probe asks, and how many answers count.
record ProbeSpec(
        ProbeAction action,
        Duration initialDelay,
        Duration period,
        Duration timeout,
        int successThreshold,
        int failureThreshold) {
    private static final long PERIOD_SECONDS = 10;
    private static final int FAILURES = 3;

    static ProbeSpec read(Json probe, String address, Json container) {
        return new ProbeSpec(
                ProbeAction.read(probe, address, container),
                Duration.ofSeconds(probe.at("initialDelaySeconds").longOr(0)),
                Duration.ofSeconds(Math.max(1, probe.at("periodSeconds").longOr(PERIOD_SECONDS))),
                Duration.ofSeconds(Math.max(1, probe.at("timeoutSeconds").longOr(1))),
                Math.max(1, probe.at("successThreshold").intOr(1)),
                Math.max(1, probe.at("failureThreshold").intOr(FAILURES)));
    }
}
