// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Write;
import dev.skerry.store.engine.Request;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortionsTest {
    @Test
    void smallRequestsGoTogether() {
        var small = request(1, 100);
        assertThat(Portions.of(List.of(small, small, small))).containsExactly(List.of(small, small, small));
    }

    @Test
    void aPortionIsBoundedInBytesAndInWritesAndARequestIsNeverCut() {
        var large = request(1, 3 << 20);
        var many = request(900, 1);
        var huge = request(3, 3 << 20);
        var small = request(1, 1);

        assertThat(Portions.of(List.of(large, large, small, huge, many, many)))
                .containsExactly(List.of(large), List.of(large, small), List.of(huge), List.of(many), List.of(many));
    }

    private static Request request(int writes, int bytes) {
        return new Request(Collections.nCopies(writes, new Write.Put(new Key("/a"), new byte[bytes])), Revision.NONE);
    }
}
