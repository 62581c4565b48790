// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealerTest {
    private static final String PLACE = "/registry/core/secrets/default/a";
    private static final byte[] PLAIN = "{\"data\":{\"password\":\"aHVudGVyMg==\"}}".getBytes(UTF_8);

    private final Random random = new Random(1);
    private final KeyRing ring = KeyRing.create(random, Instant.EPOCH);

    @Test
    void whatIsSealedOpensAndIsNotSeen() {
        byte[] sealed = Sealer.seal(ring, PLACE, PLAIN, random);

        assertThat(new String(sealed, UTF_8)).doesNotContain("password");
        assertThat(Sealer.isSealed(sealed)).isTrue();
        assertThat(Sealer.isSealed(PLAIN)).isFalse();
        assertThat(Sealer.isSealed(new byte[0])).isFalse();
        assertThat(Sealer.keyId(sealed)).isEqualTo(ring.active().id());
        assertThat(Sealer.open(ring, PLACE, sealed)).isEqualTo(PLAIN);
        assertThat(Sealer.open(ring, PLACE, Sealer.seal(ring, PLACE, new byte[0], random)))
                .isEmpty();
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] sealed = Sealer.seal(ring, PLACE, PLAIN, random);
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Sealer.open(ring, PLACE, flipped))
                    .as("bit %s", bit)
                    .isInstanceOf(SealException.class);
        }
    }

    @Test
    void whatIsCutOrLengthenedIsFound() {
        byte[] sealed = Sealer.seal(ring, PLACE, PLAIN, random);
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> Sealer.open(ring, PLACE, cut)).isInstanceOf(SealException.class);
        }
        byte[] longer = Arrays.copyOf(sealed, sealed.length + 1);
        assertThatThrownBy(() -> Sealer.open(ring, PLACE, longer)).isInstanceOf(SealException.class);
    }

    @Test
    void aValueDoesNotOpenInThePlaceOfAnother() {
        byte[] sealed = Sealer.seal(ring, PLACE, PLAIN, random);

        assertThatThrownBy(() -> Sealer.open(ring, "/registry/core/secrets/default/b", sealed))
                .isInstanceOfSatisfying(
                        SealException.class,
                        broken -> assertThat(broken.reason()).isEqualTo(SealException.Reason.DAMAGED));
    }

    @Test
    void noNonceComesTwice() {
        var nonces = new HashSet<String>();
        for (int i = 0; i < 10_000; i++) {
            byte[] nonce =
                    Envelope.parse(Sealer.seal(ring, PLACE, PLAIN, random)).nonce();
            assertThat(nonces.add(Arrays.toString(nonce))).isTrue();
        }
    }

    @Test
    void anOldKeyOpensUntilItIsDropped() {
        byte[] old = Sealer.seal(ring, PLACE, PLAIN, random);
        KeyRing rotated = ring.rotated(random, Instant.EPOCH.plusSeconds(60));
        byte[] fresh = Sealer.seal(rotated, PLACE, PLAIN, random);

        assertThat(rotated.hasOld()).isTrue();
        assertThat(Sealer.open(rotated, PLACE, old)).isEqualTo(PLAIN);
        assertThat(Sealer.keyId(fresh)).isEqualTo(rotated.active().id()).isNotEqualTo(Sealer.keyId(old));
        assertThat(rotated.withoutOld().hasOld()).isFalse();
        assertThat(Sealer.open(rotated.withoutOld(), PLACE, fresh)).isEqualTo(PLAIN);
        assertThatThrownBy(() -> Sealer.open(rotated.withoutOld(), PLACE, old))
                .isInstanceOfSatisfying(
                        SealException.class,
                        broken -> assertThat(broken.reason()).isEqualTo(SealException.Reason.UNKNOWN_KEY));
    }

    @Test
    void theRingComesBackFromItsWrapping() {
        KeyRing two = ring.rotated(random, Instant.EPOCH.plusSeconds(60));
        for (KeyEncryption by :
                new KeyEncryption[] {FileKey.parse("the file", FileKey.create(random)), new Passphrase("it", "open")}) {
            String wrapped = two.wrap(by, random);
            KeyRing back = KeyRing.unwrap(wrapped, by);

            assertThat(back.keys())
                    .extracting(RingKey::name)
                    .isEqualTo(two.keys().stream().map(RingKey::name).toList());
            assertThat(back.active().made()).isEqualTo(Instant.EPOCH.plusSeconds(60));
            assertThat(Sealer.open(back, PLACE, Sealer.seal(ring, PLACE, PLAIN, random)))
                    .isEqualTo(PLAIN);
            assertThat(wrapped).doesNotContain(two.active().made().toString());
        }
        assertThat(two.toString()).as("no secret in any text").contains("secret=…");
    }

    @Test
    void theWrongKeyIsSaidInOneSentence() {
        var right = FileKey.parse("the key in /a", FileKey.create(random));
        var wrong = FileKey.parse("the key in /b", FileKey.create(random));
        var words = new Passphrase("the passphrase in /c", "open sesame");
        var otherWords = new Passphrase("the passphrase in /d", "open barley");

        assertWrong(ring.wrap(right, random), wrong, "the key in /b (" + wrong.fingerprint() + ") is not the key of");
        assertWrong(ring.wrap(right, random), words, "leave the passphrase out");
        assertWrong(ring.wrap(words, random), right, "give --encryption-passphrase-file");
        assertWrong(ring.wrap(words, random), otherWords, "the passphrase in /d is not the one");
    }

    private static void assertWrong(String wrapped, KeyEncryption by, String sentence) {
        assertThatThrownBy(() -> KeyRing.unwrap(wrapped, by))
                .isInstanceOfSatisfying(
                        SealException.class,
                        wrong -> assertThat(wrong.reason()).isEqualTo(SealException.Reason.WRONG_KEY))
                .hasMessageContaining(sentence);
    }

    @Test
    void whatIsNoKeyIsSaid() {
        for (String text : new String[] {"", "{}", "{\"key\":\"AAAA\"}", "{\"key\":\"!\"}", "nonsense"}) {
            assertThatThrownBy(() -> FileKey.parse("the key in /a", text))
                    .isInstanceOf(SealException.class)
                    .hasMessageContaining("the key in /a does not hold an encryption key");
        }
        assertThatThrownBy(() -> new Passphrase("the passphrase in /c", " \n"))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("is empty");
    }
}
