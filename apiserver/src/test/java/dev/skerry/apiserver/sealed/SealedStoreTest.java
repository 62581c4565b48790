// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.sealed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.security.seal.FileKey;
import dev.skerry.security.seal.KeyEncryption;
import dev.skerry.security.seal.Passphrase;
import dev.skerry.security.seal.Sealer;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.memory.MemoryStore;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealedStoreTest {
    private static final Key SECRET = new Key("/registry/core/secrets/default/a");
    private static final Key OTHER = new Key("/registry/core/secrets/default/b");
    private static final Key POD = new Key("/registry/core/pods/default/a");
    private static final byte[] PLAIN = "{\"data\":\"hunter2\"}".getBytes(UTF_8);

    private final PushedClock clock = new PushedClock();
    private final Random random = new Random(1);
    private final KeyEncryption key = FileKey.parse("the key in /k", FileKey.create(random));
    private final MemoryStore inner = new MemoryStore();

    /// One server on the store.
    private record Server(SealedStore store, Resealer resealer) {}

    private Server server(KeyEncryption by) {
        var ring = RingInStore.open(inner, SealedKeys.STANDARD, by, clock, random);
        var resealer = new Resealer(inner, SealedKeys.STANDARD, ring, clock, random);
        resealer.beginTerm();
        return new Server(new SealedStore(inner, SealedKeys.STANDARD, ring, random), resealer);
    }

    @Test
    void secretsAreSealedAndOtherThingsAreNot() throws Exception {
        Store store = server(key).store();
        try (Watch watch = store.watch("/registry/", Revision.NONE)) {
            store.create(SECRET, PLAIN);
            store.create(POD, PLAIN);

            assertThat(inner.find(SECRET).orElseThrow().value()).matches(Sealer::isSealed);
            assertThat(inner.find(POD).orElseThrow().value()).isEqualTo(PLAIN);
            assertThat(store.find(SECRET).orElseThrow().value()).isEqualTo(PLAIN);
            assertThat(store.range("/registry/", "/registry/", 10).entries())
                    .extracting(Entry::value)
                    .containsExactly(PLAIN, PLAIN);
            var changes = ((Watch.Next.Changes) watch.next(Duration.ofSeconds(5))).changes();
            assertThat(changes.getFirst().value()).hasValue(PLAIN);
        }
    }

    @Test
    void aConflictShowsTheOpenedValue() {
        Store store = server(key).store();
        store.create(SECRET, PLAIN);

        assertThat(store.create(SECRET, PLAIN))
                .isInstanceOfSatisfying(
                        Update.Conflict.class,
                        conflict -> assertThat(conflict.current().value()).isEqualTo(PLAIN));
    }

    @Test
    void aValueInThePlaceOfAnotherIsDamage() {
        Store store = server(key).store();
        store.create(SECRET, PLAIN);
        inner.create(OTHER, inner.find(SECRET).orElseThrow().value());

        assertThatThrownBy(() -> store.find(OTHER))
                .isInstanceOf(StoreCorruptException.class)
                .hasMessageContaining(OTHER.text())
                .hasMessageContaining("the seal is broken");
        assertThat(store.find(SECRET)).isPresent();
    }

    @Test
    void aDamagedValueEndsTheWatchAndIsNotLeftOut() throws Exception {
        Store store = server(key).store();
        store.create(SECRET, PLAIN);
        byte[] broken = inner.find(SECRET).orElseThrow().value().clone();
        broken[broken.length - 1] ^= 1;
        try (Watch watch = store.watch("/registry/", store.revision())) {
            inner.create(OTHER, broken);

            assertThat(watch.next(Duration.ofSeconds(5))).isInstanceOf(Watch.Next.Lost.class);
            assertThat(watch.next(Duration.ZERO)).isInstanceOf(Watch.Next.Lost.class);
        }
    }

    @Test
    void plainValuesFromBeforeAreReadAndSealedInTheBackground() throws Exception {
        for (int i = 0; i < 450; i++) {
            inner.create(new Key("/registry/core/secrets/default/s" + i), PLAIN);
        }
        Server server = server(key);
        assertThat(server.store()
                        .find(new Key("/registry/core/secrets/default/s7"))
                        .orElseThrow()
                        .value())
                .isEqualTo(PLAIN);
        assertThat(server.resealer().status().isResealing()).isTrue();

        server.resealer().turn();

        assertThat(inner.range("/registry/core/secrets/", "", 1000).entries())
                .hasSize(450)
                .allMatch(entry -> Sealer.isSealed(entry.value()));
        assertThat(server.store().range("/registry/core/secrets/", "", 1000).entries())
                .allSatisfy(entry -> assertThat(entry.value()).isEqualTo(PLAIN));
        assertThat(server.resealer().status().isResealing()).isFalse();
        assertThat(server.resealer().status().resealed()).isEqualTo(450);
    }

    @Test
    void aServerThatDoesNotLeadSealsAnewOnlyWhenItIsAsked() throws Exception {
        inner.create(SECRET, PLAIN);
        var ring = RingInStore.open(inner, SealedKeys.STANDARD, key, clock, random);
        var follower = new Resealer(inner, SealedKeys.STANDARD, ring, clock, random);

        follower.turn();
        assertThat(Sealer.isSealed(inner.find(SECRET).orElseThrow().value())).isFalse();
        assertThat(follower.status().isResealing()).isFalse();

        follower.ask();
        follower.turn();
        assertThat(Sealer.isSealed(inner.find(SECRET).orElseThrow().value())).isTrue();
    }

    @Test
    void aRotationGoesOnAfterARestartAndDropsTheOldKeyWhenNothingNeedsIt() throws Exception {
        Server first = server(key);
        for (int i = 0; i < 30; i++) {
            first.store().create(new Key("/registry/core/secrets/default/s" + i), PLAIN);
        }
        first.resealer().turn();
        assertThat(first.resealer().rotate()).isTrue();
        assertThat(first.resealer().rotate())
                .as("the first one is not finished")
                .isFalse();

        Server second = server(key);
        second.resealer().turn();
        assertThat(second.resealer().status().keys()).hasSize(2);
        assertThat(second.resealer().status().resealed()).isEqualTo(30);

        clock.push(RingInStore.DROP_AFTER);
        second.resealer().turn();
        assertThat(second.resealer().status().keys()).hasSize(1);
        assertThat(second.resealer().status().isResealing()).isFalse();
        assertThat(server(key).store().range("/registry/core/secrets/", "", 100).entries())
                .hasSize(30)
                .allSatisfy(entry -> assertThat(entry.value()).isEqualTo(PLAIN));
    }

    @Test
    void twoServersFollowEachOthersRotations() throws Exception {
        Server one = server(key);
        Server two = server(key);
        two.store().create(OTHER, PLAIN);
        one.resealer().turn();
        one.resealer().rotate();
        one.store().create(SECRET, PLAIN);

        assertThat(two.store().find(SECRET).orElseThrow().value())
                .as("sealed with a key that the other has not seen yet")
                .isEqualTo(PLAIN);
        two.store().update(OTHER, PLAIN, two.store().find(OTHER).orElseThrow().modified());
        clock.push(RingInStore.DROP_AFTER);
        one.resealer().turn();
        one.resealer().turn();
        assertThat(one.resealer().status().keys()).hasSize(1);

        two.store().update(OTHER, PLAIN, two.store().find(OTHER).orElseThrow().modified());
        assertThat(one.store().find(OTHER).orElseThrow().value()).isEqualTo(PLAIN);
        assertThat(server(key).store().find(OTHER).orElseThrow().value()).isEqualTo(PLAIN);
    }

    /// A server that has not looked at the ring for a while looks before it seals.
    @Test
    void noServerSealsWithAKeyThatMayBeDropped() throws Exception {
        Server one = server(key);
        Server two = server(key);
        one.resealer().turn();
        one.resealer().rotate();
        one.resealer().turn();
        clock.push(RingInStore.DROP_AFTER);
        one.resealer().turn();
        assertThat(one.resealer().status().keys()).hasSize(1);

        two.store().create(SECRET, PLAIN);

        assertThat(one.store().find(SECRET).orElseThrow().value()).isEqualTo(PLAIN);
    }

    @Test
    void aWrongKeyIsOneClearSentence() {
        server(key).store().create(SECRET, PLAIN);

        assertThatThrownBy(() -> server(FileKey.parse("the key in /other", FileKey.create(random))))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("the key in /other")
                .hasMessageContaining("is not the key of this store")
                .hasMessageContaining("put back the file");
        assertThatThrownBy(() -> server(new Passphrase("the passphrase in /p", "guess")))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("leave the passphrase out");
    }

    @Test
    void aStoreWithSecretsAndNoRingIsNotGivenANewOne() {
        server(key).store().create(SECRET, PLAIN);
        inner.delete(RingInStore.KEY, inner.find(RingInStore.KEY).orElseThrow().modified());

        assertThatThrownBy(() -> server(key))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("encrypted secrets and no key ring");
    }

    @Test
    void aDamagedRingIsSaid() {
        server(key);
        Entry ring = inner.find(RingInStore.KEY).orElseThrow();
        String text = new String(ring.value(), UTF_8);
        int box = text.indexOf("\"box\":\"") + 60;
        char other = text.charAt(box) == 'A' ? 'B' : 'A';
        inner.update(
                RingInStore.KEY,
                (text.substring(0, box) + other + text.substring(box + 1)).getBytes(UTF_8),
                ring.modified());

        assertThatThrownBy(() -> server(key))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("cannot be opened");
    }
}
