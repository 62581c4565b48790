// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import dev.skerry.store.history.RecordedHistory;
import dev.skerry.store.history.WatchRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Kills a busy store again and again, and takes down everything that its clients were told over all its lives. The
/// next child warms up while the present one works, so a round costs little more than the work.
///
/// Half of the children are killed after a few lines, which is while they open the database or read it first; the
/// others at any point of their work.
final class CrashLoop {
    private static final int LINES_MAX = 400;
    private static final int LINES_FEW = 12;
    private static final int VALUE_BYTES_MAX = 3_000;

    private final Path folder;
    private final long seed;
    private final StoreVariant variant;
    private final Random random;
    private final RecordedHistory history = new RecordedHistory();

    /// @param variant of the store in its first life; afterwards it is sound, and shows what is there
    CrashLoop(Path folder, long seed, StoreVariant variant) {
        this.folder = folder;
        this.seed = seed;
        this.variant = variant;
        this.random = new Random(seed);
    }

    /// @return the history of all lives
    RecordedHistory run(int rounds) throws IOException, InterruptedException {
        Path scratch = Files.createDirectories(folder.resolve("warm"));
        ChildProcess next = ChildProcess.start(Files.createDirectories(scratch.resolve("0")), Map.of());
        try {
            for (int round = 0; round < rounds; round++) {
                ChildProcess child = next;
                next = ChildProcess.start(
                        Files.createDirectories(scratch.resolve(Integer.toString(round + 1))), Map.of());
                live(child, round);
            }
        } finally {
            next.close();
        }
        return history;
    }

    private void live(ChildProcess child, int round) throws IOException, InterruptedException {
        try (child) {
            child.go(word(round));
            child.follow(lines(round), history);
            child.kill();
            List<String> words = child.followToTheEnd(history);
            if (words.stream().anyMatch(word -> word.startsWith("failed"))) {
                throw new AssertionError("seed " + seed + ", round " + round + ": " + words);
            }
        }
    }

    private int lines(int round) {
        boolean isBrief = round > 0 && random.nextBoolean();
        return isBrief ? random.nextInt(LINES_FEW) : 1 + random.nextInt(LINES_MAX);
    }

    private CrashChild.Word word(int round) {
        return new CrashChild.Word(
                folder.resolve("state.db"),
                1 + random.nextInt(VALUE_BYTES_MAX),
                watchedUpTo(history),
                random.nextLong(),
                "life" + round,
                round == 0 ? variant : StoreVariant.SOUND);
    }

    /// A watcher knows how far it has read, and goes on from there in the next life.
    static long watchedUpTo(RecordedHistory history) {
        return history.watches().stream().mapToLong(WatchRecord::toldUpTo).max().orElse(0);
    }
}
