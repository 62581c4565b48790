// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.store.Change;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Watch.Next;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final History NO_PAST = (_, _, upTo) -> new History.Part(List.of(), upTo);

    private final Feed feed = new Feed(10, new Revision(5));

    @Test
    void whatSeveralThreadsReadIsToldOnce() throws Exception {
        var watch = feed.open("/", new Revision(5), NO_PAST);

        feed.publishOnce(List.of(change(6), change(7)), new Revision(7));
        feed.publishOnce(List.of(change(6)), new Revision(6));
        feed.publishOnce(List.of(change(6), change(7), change(9)), new Revision(9));

        assertThat(watch.next(Duration.ZERO)).isEqualTo(new Next.Changes(List.of(change(6), change(7), change(9))));
        assertThat(watch.next(Duration.ZERO)).isEqualTo(new Next.Quiet(new Revision(9)));
        assertThat(feed.published()).isEqualTo(new Revision(9));
    }

    @Test
    void whatIsSkippedCutsOffThoseWhoWatchedAndNobodyElse() throws Exception {
        var before = feed.open("/", new Revision(5), NO_PAST);
        feed.skip(new Revision(5), "not needed");
        assertThat(before.next(Duration.ZERO)).isInstanceOf(Next.Quiet.class);

        feed.skip(new Revision(8), "forgotten");
        var behind = feed.open("/", new Revision(8), NO_PAST);
        feed.publishOnce(List.of(change(9)), new Revision(9));

        assertThat(before.next(Duration.ZERO)).isEqualTo(new Next.Lost("forgotten"));
        assertThat(behind.next(Duration.ZERO)).isEqualTo(new Next.Changes(List.of(change(9))));
    }

    @Test
    void aWatchWhoseEngineIsAwayReadsItsPastLater() throws Exception {
        var isAway = new AtomicBoolean(true);
        var watch = feed.open("/", new Revision(3), (_, _, upTo) -> {
            if (isAway.get()) {
                throw StoreUnavailableException.notWritten("away", new IllegalStateException());
            }
            return new History.Part(List.of(change(4)), upTo);
        });

        assertThat(watch.next(Duration.ZERO)).isEqualTo(new Next.Quiet(new Revision(3)));
        feed.publish(List.of(change(6)), new Revision(6));
        assertThat(watch.next(Duration.ZERO)).isEqualTo(new Next.Quiet(new Revision(3)));
        isAway.set(false);

        assertThat(watch.next(Duration.ZERO)).isEqualTo(new Next.Changes(List.of(change(4))));
        assertThat(watch.next(Duration.ZERO)).isEqualTo(new Next.Changes(List.of(change(6))));
    }

    private static Change change(long revision) {
        return new Change(new Key("/" + revision), new Revision(revision), Optional.empty());
    }
}
