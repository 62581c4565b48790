// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.FieldSelector;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.store.memory.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Everything here runs on one thread: nothing stands between a write and what must see it.
class ObjectStorageTest {
    private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "ConfigMap");

    private final ObjectStorage storage = new ObjectStorage(new MemoryStore());

    @Test
    void aWriteIsSeenByTheNextReadWithItsRevision() {
        StoredObject stored = create("a");
        assertThat(storage.find("", "configmaps", name("a")).orElseThrow().resourceVersion())
                .isEqualTo(Long.toString(stored.revision()));
        assertThat(new String(stored.json())).contains("\"resourceVersion\":\"" + stored.revision() + "\"");
    }

    @Test
    void anUpdateThatChangesNothingIsNoWrite() {
        StoredObject stored = create("a");
        var again = storage.update("", "configmaps", stored.object(), stored);
        assertThat(((Commit.Done) again).stored().revision()).isEqualTo(stored.revision());
    }

    @Test
    void aWriteToAnOldStateIsAConflict() {
        StoredObject first = create("a");
        change(first, "x");
        var late = storage.update("", "configmaps", first.object().withLabel("l", "y"), first);
        assertThat(late).isInstanceOf(Commit.Conflict.class);
    }

    @Test
    void pagesShowTheStateOfTheFirstOne() {
        create("a");
        create("b");
        StoredObject c = create("c");
        Listing first = storage.list("", "configmaps", page(2, ""));
        assertThat(first.remaining()).isEqualTo(1);
        storage.delete("", "configmaps", c);
        create("d");
        Listing second = storage.list("", "configmaps", page(2, first.continueToken()));
        assertThat(names(second)).containsExactly("c");
        assertThat(second.revision()).isEqualTo(first.revision());
    }

    @Test
    void aPageThatComesTooLateOffersToGoOnWithWhatIsThere() {
        StoredObject a = create("a");
        create("b");
        Listing first = storage.list("", "configmaps", page(1, ""));
        StoredObject changing = a;
        for (int i = 0; i < 9_000; i++) {
            changing = change(changing, "v" + i);
        }
        assertThatThrownBy(() -> storage.list("", "configmaps", page(1, first.continueToken())))
                .isInstanceOfSatisfying(ExpiredContinue.class, expired -> {
                    String token = expired.status().at("metadata", "continue").text();
                    assertThat(names(storage.list("", "configmaps", page(5, token))))
                            .containsExactly("b");
                });
    }

    @Test
    void aWatchGoesOnWhereItStopped() throws InterruptedException {
        StoredObject first = create("a");
        change(first, "x");
        var watch = storage.watch("", "configmaps", ObjectFilter.EVERYTHING, first.revision());
        assertThat(next(watch)).isEqualTo("MODIFIED a");
        assertThat(next(watch)).isEqualTo("quiet");
    }

    @Test
    void leavingTheSelectorIsADeletionWithTheLastMatchingState() throws InterruptedException {
        StoredObject seen = change(create("a"), "x");
        var filter = new ObjectFilter("", LabelSelector.of(Map.of("l", "x")), FieldSelector.EVERYTHING);
        var watch = storage.watch("", "configmaps", filter, 0);
        assertThat(next(watch)).isEqualTo("ADDED a");
        StoredObject left = change(seen, "y");
        var event = ((ObjectWatch.Next.Event) watch.next(Duration.ZERO)).event();
        assertThat(event.type()).isEqualTo(ObjectEvent.Type.DELETED);
        assertThat(event.object().object().labels()).containsEntry("l", "x");
        assertThat(event.object().revision()).isEqualTo(left.revision());
    }

    @Test
    void aDeletionHasItsOwnRevision() throws InterruptedException {
        StoredObject stored = create("a");
        var watch = storage.watch("", "configmaps", ObjectFilter.EVERYTHING, stored.revision());
        storage.delete("", "configmaps", stored);
        var event = ((ObjectWatch.Next.Event) watch.next(Duration.ZERO)).event();
        assertThat(event.object().revision()).isGreaterThan(stored.revision());
    }

    @Test
    void aWatcherThatFallsBehindMustListAgain() throws InterruptedException {
        StoredObject changing = create("a");
        var watch = storage.watch("", "configmaps", ObjectFilter.EVERYTHING, changing.revision());
        for (int i = 0; i < 9_000; i++) {
            changing = change(changing, "v" + i);
        }
        assertThat(watch.next(Duration.ZERO)).isInstanceOf(ObjectWatch.Next.Lost.class);
    }

    @Test
    void theFutureIsNotKnown() {
        assertThatThrownBy(() -> storage.watch("", "configmaps", ObjectFilter.EVERYTHING, 99))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(504));
    }

    @Test
    void namespacesDoNotMixUpWhenOneNameBeginsTheOther() {
        storage.create("", "configmaps", KubeObject.of(KIND, new ObjectName("a", "x")));
        storage.create("", "configmaps", KubeObject.of(KIND, new ObjectName("a-b", "y")));
        assertThat(storage.list("", "configmaps", "a")).hasSize(1);
        assertThat(storage.list("", "configmaps", "")).hasSize(2);
    }

    @Test
    void allWhoHearOfAWriteAreHandedTheSameObject() throws InterruptedException {
        create("a");
        var watches = List.of(
                storage.watch("", "configmaps", ObjectFilter.EVERYTHING, storage.appliedRevision()),
                storage.watch("", "configmaps", ObjectFilter.EVERYTHING, storage.appliedRevision()));
        KubeObject written = create("b").object();
        for (ObjectWatch watch : watches) {
            var event = ((ObjectWatch.Next.Event) watch.next(Duration.ZERO)).event();
            assertThat(event.object().object()).isSameAs(written);
            assertThat(event.object().object()).isEqualTo(read(event.object()));
        }
        assertThat(storage.find("", "configmaps", name("b")).orElseThrow()).isSameAs(written);
    }

    @Test
    void whatIsToldOfAnObjectIsWrittenOnce() {
        StoredObject stored = create("a");
        byte[] added = stored.told("ADDED", stored::json);
        assertThat(stored.told("ADDED", () -> new byte[1])).isSameAs(added);
        assertThat(stored.told("DELETED", () -> new byte[1])).hasSize(1);
    }

    @Test
    void closingAWatchEndsItsWait() throws InterruptedException {
        create("a");
        var watch = storage.watch("", "configmaps", ObjectFilter.EVERYTHING, storage.appliedRevision());
        try (var tasks = new TaskGroup()) {
            tasks.start("close", watch::close);
            assertThat(watch.next(Duration.ofMinutes(5))).isInstanceOf(ObjectWatch.Next.Quiet.class);
        }
    }

    private static KubeObject read(StoredObject stored) {
        return new KubeObject(JsonReader.read(stored.json()).object());
    }

    private StoredObject create(String name) {
        var commit = storage.create("", "configmaps", KubeObject.of(KIND, name(name)));
        return ((Commit.Done) commit).stored();
    }

    private StoredObject change(StoredObject stored, String label) {
        var commit = storage.update("", "configmaps", stored.object().withLabel("l", label), stored);
        return ((Commit.Done) commit).stored();
    }

    private static ObjectName name(String name) {
        return new ObjectName("default", name);
    }

    private static ListQuery page(long limit, String token) {
        return new ListQuery(ObjectFilter.in("default"), limit, token, "", "");
    }

    private static List<String> names(Listing listing) {
        return listing.items().stream().map(item -> item.name().name()).toList();
    }

    private static String next(ObjectWatch watch) throws InterruptedException {
        return switch (watch.next(Duration.ZERO)) {
            case ObjectWatch.Next.Event(var event) ->
                event.type() + " " + event.object().name().name();
            case ObjectWatch.Next.Quiet _ -> "quiet";
            case ObjectWatch.Next.Lost _ -> "lost";
        };
    }
}
