// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.store.engine.LoadableStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store promises that can be filled from outside.
public abstract class LoadableContract {
    private static final Revision FAR = new Revision(5_000);

    protected LoadableStore store;

    /// An empty store.
    protected abstract LoadableStore open() throws Exception;

    /// The same store after its process has ended and another opened it; itself if it does not outlive one.
    protected abstract LoadableStore reopen(LoadableStore store) throws Exception;

    /// Whether the entries keep the numbers of their revisions. An engine that counts by itself gives new ones.
    protected boolean keepsRevisions() {
        return true;
    }

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    @Test
    void whatIsLoadedIsThereAsItWas() throws Exception {
        store.load(List.of(entry("a", "1", 10, 20), entry("b", "2", 30, 30)));
        store.standAt(FAR);
        store = reopen(store);

        assertThat(store.count("/")).isEqualTo(2);
        Entry found = store.find(key("a")).orElseThrow();
        assertThat(found.value()).isEqualTo("1".getBytes(UTF_8));
        assertThat(found.created()).isLessThanOrEqualTo(found.modified());
        assertThat(found.modified()).isLessThanOrEqualTo(store.revision());
        if (keepsRevisions()) {
            assertThat(found.created()).isEqualTo(new Revision(10));
            assertThat(found.modified()).isEqualTo(new Revision(20));
            assertThat(store.revision()).isEqualTo(FAR);
        }
        assertThat(store.revision()).isGreaterThanOrEqualTo(FAR);
    }

    @Test
    void whatIsLoadedAgainTakesItsOwnPlaceAndWhatIsUnloadedIsGone() {
        store.load(List.of(entry("a", "1", 1, 1), entry("b", "1", 2, 2), entry("c", "1", 3, 3)));
        store.load(List.of(entry("a", "2", 1, 4)));
        store.unload(List.of(key("b"), key("never there")));
        store.standAt(FAR);

        assertThat(store.range("/", "/", 10).entries())
                .extracting(entry -> entry.key().text() + "=" + new String(entry.value(), UTF_8))
                .containsExactly("/a=2", "/c=1");
    }

    @Test
    void aWatchFromBeforeIsToldThatItMissedSomething() {
        store.load(List.of(entry("a", "1", 10, 20)));
        store.standAt(FAR);

        assertThat(store.compacted()).isGreaterThanOrEqualTo(FAR);
        assertThatThrownBy(() -> store.watch("/", new Revision(20))).isInstanceOf(CompactedException.class);
        assertThatThrownBy(() -> store.watch("/", new Revision(FAR.value() - 1)))
                .isInstanceOf(CompactedException.class);
    }

    @Test
    void lifeGoesOnFromThere() throws Exception {
        store.load(List.of(entry("a", "1", 10, 20)));
        store.standAt(FAR);
        store = reopen(store);
        Revision filled = store.revision();
        Revision expected = store.find(key("a")).orElseThrow().modified();

        try (Watch watch = store.watch("/", filled)) {
            var done = (Update.Done) store.update(key("a"), "2".getBytes(UTF_8), expected);

            assertThat(done.revision()).isGreaterThan(filled);
            var next = (Watch.Next.Changes) watch.next(Duration.ofSeconds(20));
            assertThat(next.changes()).hasSize(1);
            assertThat(next.changes().getFirst().revision()).isEqualTo(done.revision());
            assertThat(store.update(key("a"), "3".getBytes(UTF_8), expected)).isInstanceOf(Update.Conflict.class);
            assertThat(store.delete(key("a"), done.revision())).isInstanceOf(Update.Done.class);
        }
    }

    @Test
    void theWayBackIsRefused() {
        store.load(List.of(entry("a", "1", 10, 20)));
        store.standAt(FAR);

        assertThatThrownBy(() -> store.standAt(new Revision(30))).isInstanceOf(IllegalArgumentException.class);
        assertThat(store.revision()).isGreaterThanOrEqualTo(FAR);
        assertThat(store.find(key("a"))).isPresent();
    }

    @Test
    void anUnfinishedFillingCanGoOnAfterACrash() throws Exception {
        store.load(List.of(entry("a", "1", 10, 20)));
        store = reopen(store);

        assertThat(store.find(key("a"))).isPresent();
        store.load(List.of(entry("b", "2", 30, 30)));
        store.standAt(FAR);

        assertThat(store.count("/")).isEqualTo(2);
    }

    @Test
    void aStoreCanBeEmptiedAndFilledAgain() {
        store.create(key("old"), "1".getBytes(UTF_8));
        store.unload(List.of(key("old")));
        store.load(List.of(entry("new", "1", 10, 20)));
        store.standAt(FAR);

        assertThat(store.range("/", "/", 10).entries())
                .extracting(entry -> entry.key().text())
                .containsExactly("/new");
        assertThat(Optional.of(store.revision()))
                .hasValueSatisfying(now -> assertThat(now).isGreaterThanOrEqualTo(FAR));
    }

    private static Key key(String name) {
        return new Key("/" + name);
    }

    private static Entry entry(String name, String value, long created, long modified) {
        return new Entry(key(name), value.getBytes(UTF_8), new Revision(created), new Revision(modified));
    }
}
