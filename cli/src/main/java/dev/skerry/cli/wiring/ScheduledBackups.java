// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.backup.schedule.CronSchedule;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/// Makes backups while the server runs, and removes the oldest. One that fails is told in the log and tried again at
/// its next time; the server goes on.
public final class ScheduledBackups {
    private static final Log LOG = Log.of("server");

    private final Plan plan;
    private final Store store;
    private final String sourceName;
    private final BackupJob job;
    private final Clock clock;

    /// When, where to, and how many are kept.
    ///
    /// @param zone of the schedule
    /// @param base with which the names begin; only such backups are ever removed
    public record Plan(CronSchedule schedule, ZoneId zone, String base, int retention, BackupTarget target) {}

    /// @param store as it lies on the disk: what is sealed stays so
    ScheduledBackups(Plan plan, Store store, String sourceName, BackupJob job, Clock clock) {
        this.plan = plan;
        this.store = store;
        this.sourceName = sourceName;
        this.job = job;
        this.clock = clock;
    }

    /// Runs until it is interrupted; start it as a task.
    void run() throws InterruptedException {
        while (true) {
            var now = clock.now().atZone(plan.zone());
            clock.sleep(Duration.between(now, plan.schedule().after(now)));
            try {
                turn();
            } catch (IOException | RuntimeException failed) {
                LOG.warn(
                        "the backup could not be made; see why, and make one with 'skerry backup'",
                        "why",
                        failed.getMessage());
            }
        }
    }

    /// Makes one now.
    void turn() throws IOException, InterruptedException {
        BackupJob.Made made = job.run(store, sourceName, plan.target(), job.name(plan.base()), _ -> {});
        LOG.info("backup made", "name", made.name(), "place", made.place(), "bytes", made.bytes());
        prune();
    }

    private void prune() throws IOException, InterruptedException {
        // The time in their names is in an order in which text sorts, too.
        List<String> ours = plan.target().place().names().stream()
                .filter(name -> BackupJob.isOneOf(plan.base(), name))
                .toList();
        for (String name : ours.subList(0, Math.max(0, ours.size() - plan.retention()))) {
            plan.target().place().remove(name);
            LOG.info("old backup removed", "name", name);
        }
    }
}
