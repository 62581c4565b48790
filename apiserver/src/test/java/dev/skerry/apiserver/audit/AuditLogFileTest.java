// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.access.FixedClock;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class AuditLogFileTest {
    private static final JsonObject EVENT = JsonObject.of("kind", "Event", "padding", "x".repeat(100));

    @TempDir
    Path folder;

    private final FixedClock clock = new FixedClock("2026-11-26T10:00:00Z");

    @Test
    void eventsAreLinesThatOnlyTheOwnerReads() throws IOException {
        Path file = folder.resolve("logs/audit.log");
        log(file, 1 << 20, 0, Duration.ZERO).keep(List.of(EVENT, EVENT));
        log(file, 1 << 20, 0, Duration.ZERO).keep(List.of(EVENT));
        assertThat(Files.readAllLines(file))
                .hasSize(3)
                .allSatisfy(line ->
                        assertThat(JsonReader.read(line).at("kind").text()).isEqualTo("Event"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFullFileIsPutAsideAndOldOnesGo() throws IOException, InterruptedException {
        Path file = folder.resolve("audit.log");
        Files.writeString(folder.resolve("audit-notes.log"), "somebody else's");
        var log = log(file, 300, 2, Duration.ofHours(3));
        for (int i = 0; i < 10; i++) {
            log.keep(List.of(EVENT, EVENT));
            clock.sleep(Duration.ofMinutes(1));
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(aside()).containsExactly("audit-2026-11-26T10-08-00.000.log", "audit-2026-11-26T10-09-00.000.log");
        clock.sleep(Duration.ofDays(1));
        log.keep(List.of(EVENT));
        assertThat(aside()).as("too old").hasSize(1);
        assertThat(folder.resolve("audit-notes.log")).exists();
    }

    @Test
    void whatWasToldBeforeTheEndIsKept() throws Exception {
        Path file = folder.resolve("audit.log");
        var trail = new AuditTrail(log(file, 1 << 20, 0, Duration.ZERO), AuditTrail.WhenFull.BLOCK, new Metrics());
        for (int i = 0; i < 1_000; i++) {
            trail.accept(EVENT);
        }
        var tasks = new TaskGroup();
        tasks.start("audit", trail::run);
        tasks.close();
        assertThat(Files.readAllLines(file)).hasSize(1_000);
    }

    @Test
    void aListenerThatHangsHoldsNobodyUp() throws Exception {
        var metrics = new Metrics();
        var hanging = new CountDownLatch(1);
        var kept = new ArrayList<JsonObject>();
        var trail = new AuditTrail(
                events -> {
                    hanging.await();
                    kept.addAll(events);
                },
                AuditTrail.WhenFull.DROP,
                metrics);
        try (var tasks = new TaskGroup()) {
            tasks.start("audit", trail::run);
            for (int i = 0; i < 20_000; i++) {
                trail.accept(EVENT);
            }
            assertThat(metrics.text()).contains("apiserver_audit_error_total");
            hanging.countDown();
        }
        assertThat(kept.size()).isBetween(9_600, 10_400);
    }

    private AuditLogFile log(Path file, long bytesMax, int filesMax, Duration ageMax) {
        return new AuditLogFile(file, new AuditLogFile.Limits(bytesMax, filesMax, ageMax), clock);
    }

    private List<String> aside() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("audit-2"))
                    .sorted()
                    .toList();
        }
    }
}
