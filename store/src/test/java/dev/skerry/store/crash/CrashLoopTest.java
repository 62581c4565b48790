// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store that is killed a hundred times keeps its promises over all its lives.
class CrashLoopTest {
    @TempDir
    private Path folder;

    @Test
    void nothingAcknowledgedIsLostAndNoRevisionComesTwice() throws Exception {
        var history = new CrashLoop(folder, 3).run(Integer.getInteger("skerry.crash.rounds", 100));

        assertThat(history.size()).isGreaterThan(1_000);
        history.requireSound();
    }
}
