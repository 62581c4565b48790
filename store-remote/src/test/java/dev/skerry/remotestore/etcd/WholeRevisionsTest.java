// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.remotestore.etcd.wire.Header;
import dev.skerry.remotestore.etcd.wire.KeyValue;
import dev.skerry.remotestore.etcd.wire.WatchAnswer;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WholeRevisionsTest {
    private final WholeRevisions whole = new WholeRevisions();

    @Test
    void anAnswerInOnePieceIsToldAtOnce() {
        assertThat(take(false, 5, 5, 6)).containsExactly(5L, 5L, 6L);
        assertThat(whole.isTorn()).isFalse();
    }

    @Test
    void theLastRevisionOfAFragmentWaitsForItsRest() {
        assertThat(take(true, 5, 6, 6)).containsExactly(5L);
        assertThat(whole.isTorn()).isTrue();
        assertThat(take(true, 6, 7)).containsExactly(6L, 6L, 6L);
        assertThat(take(false, 7)).containsExactly(7L, 7L);
        assertThat(whole.isTorn()).isFalse();
    }

    @Test
    void aRevisionLargerThanAFragmentWaitsWhole() {
        assertThat(take(true, 5)).isEmpty();
        assertThat(take(true, 5, 5)).isEmpty();
        assertThat(take(false, 5)).containsExactly(5L, 5L, 5L, 5L);
    }

    private List<Long> take(boolean isFragment, long... revisions) {
        List<WatchAnswer.Event> events = LongStream.of(revisions)
                .mapToObj(revision ->
                        new WatchAnswer.Event(false, new KeyValue(new byte[0], new byte[0], revision, revision)))
                .toList();
        return whole.take(new WatchAnswer(new Header(1, 1, 9), false, false, 0, "", isFragment, events)).stream()
                .map(event -> event.entry().modified())
                .toList();
    }
}
