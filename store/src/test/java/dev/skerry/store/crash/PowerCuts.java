// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import dev.skerry.store.history.RecordedHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Cuts the power of a machine with a busy store again and again, and takes down what its clients were told over all
/// its lives. What was not synced at the cut is there, torn, or gone, as chance has it.
final class PowerCuts {
    /// Changes to files until the cut: from opening the database to a few checkpoints later.
    private static final int CHANGES_FEW = 30;

    private static final int CHANGES_MAX = 900;
    private static final int VALUE_BYTES_MAX = 3_000;

    private final Path disk;
    private final Path scratch;
    private final long seed;
    private final Random random;
    private final boolean isLying;
    private final RecordedHistory history = new RecordedHistory();

    /// @param isLying whether the disk says of what it does not keep that it is kept
    PowerCuts(Path folder, long seed, boolean isLying) throws IOException {
        this.disk = Files.createDirectories(folder.resolve("disk"));
        this.scratch = Files.createDirectories(folder.resolve("scratch"));
        this.seed = seed;
        this.random = new Random(seed);
        this.isLying = isLying;
    }

    private record Ready(FaultyDisk disk, ChildProcess child) {}

    /// @return the history of all lives
    RecordedHistory run(int rounds) throws IOException, InterruptedException {
        Ready next = prepare(0);
        try {
            for (int round = 0; round < rounds; round++) {
                Ready now = next;
                next = prepare(round + 1);
                live(now, round);
            }
        } finally {
            next.child().close();
        }
        look(rounds);
        return history;
    }

    private Ready prepare(int round) throws IOException, InterruptedException {
        var faulty = new FaultyDisk(disk, scratch);
        faulty.cutAt(1 + random.nextInt(random.nextBoolean() ? CHANGES_FEW : CHANGES_MAX), random.nextLong());
        if (isLying) {
            faulty.lying();
        }
        Path warm = Files.createDirectories(scratch.resolve("warm" + round));
        return new Ready(faulty, ChildProcess.start(warm, faulty.environment()));
    }

    private void live(Ready ready, int round) throws IOException, InterruptedException {
        ready.disk().makeReady();
        try (ChildProcess child = ready.child()) {
            child.go(word(round));
            requireNoFailure(child.followToTheEnd(history), round);
        }
        ready.disk().reboot();
    }

    /// A last life on a sound disk, that says what is there.
    private void look(int round) throws IOException, InterruptedException {
        Path warm = Files.createDirectories(scratch.resolve("last"));
        try (ChildProcess child = ChildProcess.start(warm, Map.of())) {
            child.go(word(round));
            child.follow(200, history);
            child.kill();
            requireNoFailure(child.followToTheEnd(history), round);
        }
    }

    private void requireNoFailure(List<String> words, int round) {
        if (words.stream().anyMatch(word -> word.startsWith("failed"))) {
            throw new AssertionError("seed " + seed + ", round " + round + ": " + words);
        }
    }

    private CrashChild.Word word(int round) {
        return new CrashChild.Word(
                disk.resolve("state.db"),
                1 + random.nextInt(VALUE_BYTES_MAX),
                CrashLoop.watchedUpTo(history),
                random.nextLong(),
                "life" + round,
                StoreVariant.SOUND);
    }
}
