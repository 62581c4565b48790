// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.store.history.Operation;
import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.RecordedHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that fails under a busy store: what the store says, whether it goes on, and what is there afterwards.
class DiskFaultTest {
    private static final int LINES = 300;

    @TempDir
    private Path folder;

    private final RecordedHistory history = new RecordedHistory();
    private final AtomicInteger lives = new AtomicInteger();
    private Path disk;
    private Path scratch;

    @BeforeEach
    void makeFolders() throws IOException {
        disk = Files.createDirectories(folder.resolve("disk"));
        scratch = Files.createDirectories(folder.resolve("scratch"));
    }

    /// @param lines that are read before it is killed, if it does not end by itself
    /// @return what the child said beside its history
    private List<String> live(Map<String, String> environment, int lines) throws Exception {
        int life = lives.getAndIncrement();
        Path warm = Files.createDirectories(scratch.resolve("warm" + life));
        try (var child = ChildProcess.start(warm, environment)) {
            child.go(new CrashChild.Word(
                    disk.resolve("state.db"),
                    500,
                    CrashLoop.watchedUpTo(history),
                    life,
                    "life" + life,
                    StoreVariant.SOUND));
            child.follow(lines, history);
            child.kill();
            return child.followToTheEnd(history);
        }
    }

    private FaultyDisk disk() throws Exception {
        return new FaultyDisk(disk, scratch);
    }

    private void requireThatAllIsThere() throws Exception {
        assertThat(live(Map.of(), 60)).noneMatch(word -> word.startsWith("failed"));
        history.requireSound();
    }

    private void requireTheEndAfterAFailedSync(String of, int nth, int error) throws Exception {
        live(Map.of(), LINES);
        var words = live(disk().failing(FaultyDisk.Call.SYNC, of, nth, error, 1).environment(), 100_000);

        assertThat(words.getLast()).startsWith("failed TerminalException the disk could not keep what was written to");
        requireThatAllIsThere();
    }

    @Test
    void aSyncOfTheLogThatFailsEndsTheProcess() throws Exception {
        requireTheEndAfterAFailedSync("-wal", 10, FaultyDisk.EIO);
    }

    @Test
    void aSyncThatFailsForWantOfSpaceEndsItToo() throws Exception {
        requireTheEndAfterAFailedSync("-wal", 12, FaultyDisk.ENOSPC);
    }

    @Test
    void aSyncOfTheDatabaseThatFailsEndsTheProcess() throws Exception {
        requireTheEndAfterAFailedSync("state.db", 2, FaultyDisk.EIO);
    }

    @Test
    void aWriteThatFailsIsReportedAndTheNextOneGoesOn() throws Exception {
        live(Map.of(), LINES);
        live(
                disk().failing(FaultyDisk.Call.WRITE, "-wal", 25, FaultyDisk.EIO, 3)
                        .environment(),
                2 * LINES);

        assertThat(history.operations())
                .anyMatch(one -> one.answer() instanceof Answer.Unknown(String why) && why.contains("disk I/O error"));
        requireThatAllIsThere();
    }

    @Test
    void aFullDiskRefusesWritesServesReadsAndMends() throws Exception {
        live(Map.of(), LINES);
        live(
                disk().failing(FaultyDisk.Call.WRITE, "-wal", 25, FaultyDisk.ENOSPC, 60)
                        .environment(),
                4 * LINES);

        List<Operation> operations = history.operations();
        long refused = operations.stream()
                .filter(one -> one.answer() instanceof Answer.NotDone(String why) && why.contains("no space left"))
                .mapToLong(Operation::ended)
                .min()
                .orElseThrow();
        assertThat(operations)
                .anyMatch(one -> one.begun() > refused && one.answer() instanceof Answer.Listed)
                .anyMatch(one -> one.begun() > refused && one.answer() instanceof Answer.Done);
        requireThatAllIsThere();
    }

    @Test
    void whatCannotBeReadIsReportedAndNeverServed() throws Exception {
        live(Map.of(), LINES);
        int reported = 0;
        for (int nth = 1; nth < 12; nth += 2) {
            var words = live(
                    disk().failing(FaultyDisk.Call.READ, "state.db", nth, FaultyDisk.EIO, 1)
                            .environment(),
                    60);
            reported += words.stream().anyMatch(word -> word.startsWith("failed")) ? 1 : 0;
        }
        assertThat(reported).isPositive();
        requireThatAllIsThere();
    }

    @Test
    void aDatabaseThatCannotBeOpenedIsReported() throws Exception {
        live(Map.of(), LINES);
        for (String suffix : List.of("state.db", "-wal", "-shm")) {
            var words = live(
                    disk().failing(FaultyDisk.Call.OPEN, suffix, 1, FaultyDisk.EIO, 1_000)
                            .environment(),
                    60);
            assertThat(words).as(suffix).anyMatch(word -> word.startsWith("failed") && word.contains("state.db"));
        }
        requireThatAllIsThere();
    }
}
