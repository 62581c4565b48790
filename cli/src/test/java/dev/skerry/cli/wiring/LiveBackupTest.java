// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.backup.copy.Migration.Occupied;
import dev.skerry.backup.copy.Restore;
import dev.skerry.backup.file.BackupReader;
import dev.skerry.backup.place.FolderPlace;
import dev.skerry.backup.schedule.CronSchedule;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteSnapshot;
import dev.skerry.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server: saved from beside while it is written to, lost, and brought back.
class LiveBackupTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    @TempDir
    private Path folder;

    private final BackupJob job = new BackupJob(SystemClock.CLOCK, new SecureRandom());

    @Test
    void aServerThatIsSavedUnderLoadComesBackAfterItsDatabaseIsLost() throws Exception {
        long last;
        int before = 50;
        var target = new BackupTarget(
                new FolderPlace(folder.resolve("backups")), folder.resolve("backups"), Optional.empty());
        try (var server = RunningServer.start(folder)) {
            for (int i = 0; i < before; i++) {
                map(server, "before" + i);
            }
            server.create(SECRETS, "{'metadata':{'name':'login'},'data':{'password':'aHVudGVyMg=='}}")
                    .is(201);
            var isOver = new AtomicBoolean();
            var written = new AtomicInteger();
            try (var load = new TaskGroup()) {
                load.start("load", () -> {
                    while (!isOver.get()) {
                        map(server, "during" + written.incrementAndGet());
                    }
                });
                try (var snapshot = SqliteSnapshot.open(folder.resolve("state.db"), SqliteConfig.edge())) {
                    job.run(snapshot, "sqlite", target, "one.skerry", _ -> {});
                }
                isOver.set(true);
                load.await();
            }
            map(server, "after");
            last = version(server.read(MAPS + "/after"));
        }
        for (String name : new String[] {"state.db", "state.db-wal", "state.db-shm", "state.db.seen"}) {
            Files.deleteIfExists(folder.resolve(name));
        }
        try (var in = Files.newInputStream(folder.resolve("backups").resolve("one.skerry"));
                var reader = BackupReader.open(in, Optional.empty());
                var store = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.server())) {
            new Restore(store).run(reader, Occupied.REFUSE, _ -> {});
        }
        try (var server = RunningServer.start(folder)) {
            for (int i = 0; i < before; i++) {
                server.read(MAPS + "/before" + i).is(200);
            }
            server.read(MAPS + "/after").is(404);
            assertThat(server.read(SECRETS + "/login")
                            .is(200)
                            .at("data", "password")
                            .text())
                    .isEqualTo("aHVudGVyMg==");
            assertThat(server.read(MAPS + "?watch=true&timeoutSeconds=1&resourceVersion=" + last)
                            .text())
                    .as("a watch from before the loss")
                    .contains("\"code\":410");
            map(server, "new");
            assertThat(version(server.read(MAPS + "/new"))).isGreaterThan(last);
        }
    }

    @Test
    void scheduledBackupsAreMadeOfTheOpenStoreAndTheOldestGo() throws Exception {
        var target = new BackupTarget(
                new FolderPlace(folder.resolve("backups")), folder.resolve("backups"), Optional.empty());
        Files.createDirectories(folder.resolve("backups"));
        for (String name : new String[] {
            "scheduled-here-20260101T000000Z.skerry",
            "scheduled-here-20260102T000000Z.skerry",
            "scheduled-here-2-20260101T000000Z.skerry",
            "on-demand-here-20260101T000000Z.skerry",
            "notes.txt"
        }) {
            Files.createFile(folder.resolve("backups").resolve(name));
        }
        try (var store = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.server())) {
            store.create(new dev.skerry.store.Key("/registry/a"), new byte[] {1});
            var plan = new ScheduledBackups.Plan(
                    CronSchedule.parse("@daily"), ZoneOffset.UTC, "scheduled-here", 2, target);
            new ScheduledBackups(plan, store, "sqlite", job, SystemClock.CLOCK).turn();
        }
        assertThat(target.place().names())
                .hasSize(5)
                .contains("notes.txt", "on-demand-here-20260101T000000Z.skerry")
                .contains("scheduled-here-20260102T000000Z.skerry", "scheduled-here-2-20260101T000000Z.skerry")
                .doesNotContain("scheduled-here-20260101T000000Z.skerry");
    }

    private static void map(RunningServer server, String name) throws Exception {
        server.create(MAPS, "{'metadata':{'name':'" + name + "'},'data':{'a':'b'}}")
                .is(201);
    }

    private static long version(RunningServer.Answer answer) {
        return Long.parseLong(answer.is(200).at("metadata", "resourceVersion").text());
    }
}
