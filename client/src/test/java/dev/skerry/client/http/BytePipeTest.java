// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BytePipeTest {
    @Test
    void aWriterWaitsForItsReaderAndNothingIsLost() throws Exception {
        var pipe = new BytePipe();
        try (var tasks = new TaskGroup()) {
            tasks.start("write", () -> {
                try (var out = pipe.out()) {
                    for (int i = 0; i < 300; i++) {
                        out.write(new byte[1000]);
                    }
                    out.write(new byte[200_000]);
                }
            });
            assertThat(pipe.in().readAllBytes()).hasSize(500_000);
        }
    }

    @Test
    void aReadThatWaitsTooLongMayBeTriedAgain() throws Exception {
        var pipe = new BytePipe();
        pipe.limitWait(Duration.ofMillis(1));
        assertThatThrownBy(() -> pipe.in().read()).isInstanceOf(SocketTimeoutException.class);
        pipe.out().write(7);
        assertThat(pipe.in().read()).isEqualTo(7);
    }

    @Test
    void aWriterLearnsThatItsReaderWentAway() {
        var pipe = new BytePipe();
        pipe.close();
        assertThatThrownBy(() -> pipe.out().write(1)).isInstanceOf(IOException.class);
    }
}
