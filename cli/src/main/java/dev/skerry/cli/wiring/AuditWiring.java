// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.apiserver.audit.AuditLogFile;
import dev.skerry.apiserver.audit.AuditTrail;
import dev.skerry.apiserver.audit.Auditor;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The audit log of a server: who follows requests, and what carries the events away.
record AuditWiring(Auditor auditor, List<AuditTrail> trails) {
    static AuditWiring of(Optional<AuditOptions> options, Clock clock, RandomGenerator random, Metrics metrics) {
        if (options.isEmpty()) {
            return new AuditWiring(Auditor.off(clock), List.of());
        }
        var trails = new ArrayList<AuditTrail>();
        options.get()
                .log()
                .map(file -> new AuditLogFile(file, options.get().limits(), clock))
                .ifPresent(file -> trails.add(new AuditTrail(file, AuditTrail.WhenFull.BLOCK, metrics)));
        options.get()
                .webhook()
                .map(target -> new AuditWebhook(target, clock, random))
                .ifPresent(webhook -> trails.add(new AuditTrail(webhook, AuditTrail.WhenFull.DROP, metrics)));
        List<Consumer<JsonObject>> listeners = List.copyOf(trails);
        return new AuditWiring(Auditor.of(options.get().policy(), listeners, clock), List.copyOf(trails));
    }

    void start(TaskGroup tasks) {
        trails.forEach(trail -> tasks.start("audit", trail::run));
    }
}
