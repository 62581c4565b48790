// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerCutTest {
    @TempDir
    private Path folder;

    @Test
    void nothingAcknowledgedIsLostWhenThePowerGoes() throws Exception {
        var history = new PowerCuts(folder, 11, false).run(Integer.getInteger("skerry.cut.rounds", 15));

        assertThat(history.size()).isGreaterThan(500);
        history.requireSound();
    }

    /// The planted bug: the disk says of a sync that it is done, and does nothing.
    @Test
    void aSyncThatIsSkippedIsFound() throws Exception {
        assertThatThrownBy(() -> new PowerCuts(folder, 12, true).run(8).requireSound())
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s).*(promises broken|corrupt|in use).*");
    }
}
