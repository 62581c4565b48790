// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.store.Revision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForgettingTest {
    private final Forgetting forgetting = new Forgetting(1_000);

    @ParameterizedTest
    @CsvSource(textBlock = """
            # revision, compacted, asked, newest, forgets up to
            500,        0,         0,     600,    0
            1060,       0,         0,     1064,   0
            1060,       0,         0,     1065,   65
            2000,       0,         0,     5000,   2000
            90000,      0,         0,     90001,  10000
            90000,      80000,     0,     90001,  89001
            500,        100,       50,    500,    100
            500,        100,       300,   500,    300
            500,        100,       9000,  500,    500
            90000,      0,         60000, 90000,  10000
            """)
    void whatIsTooOldGoesInBoundedSteps(long revision, long compacted, long asked, long newest, long upTo) {
        assertThat(forgetting.upTo(new Horizon(revision, compacted), new Revision(asked), new Revision(newest)))
                .isEqualTo(new Revision(upTo));
    }
}
