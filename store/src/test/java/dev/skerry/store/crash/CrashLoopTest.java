// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.store.history.Fault;
import dev.skerry.store.history.HistoryCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store that is killed a hundred times keeps its promises over all its lives.
class CrashLoopTest {
    @TempDir
    private Path folder;

    @Test
    void nothingAcknowledgedIsLostAndNoRevisionComesTwice() throws Exception {
        int rounds = Integer.getInteger("skerry.crash.rounds", 100);
        var history = new CrashLoop(folder, 3, StoreVariant.SOUND).run(rounds);

        assertThat(history.size()).isGreaterThan(10 * rounds);
        history.requireSound();
    }

    /// The planted bug: answers before the commit. A kill finds the gap between the two only if one is open, so it
    /// gets a few tries.
    @Test
    void anAnswerBeforeTheCommitIsFound() throws Exception {
        var found = new ArrayList<Fault.Kind>();
        for (int seed = 1; found.isEmpty() && seed < 10; seed++) {
            Path own = Files.createDirectory(folder.resolve("early" + seed));
            var history = new CrashLoop(own, seed, StoreVariant.EARLY_ANSWER).run(3);
            HistoryCheck.faults(history).forEach(fault -> found.add(fault.kind()));
        }
        assertThat(found).containsAnyOf(Fault.Kind.LOST_WRITE, Fault.Kind.STALE_READ, Fault.Kind.REVISION_REUSED);
    }
}
