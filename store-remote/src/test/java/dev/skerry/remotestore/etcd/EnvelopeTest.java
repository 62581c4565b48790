// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.remotestore.etcd.wire.KeyValue;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreCorruptException;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final Key KEY = new Key("/a");
    private static final byte[] VALUE = "value".getBytes(UTF_8);

    private final Layout layout = new Layout("/skerry");
    private final Epoch epoch = new Epoch(4_711, new Revision(900));
    private final Envelope envelope = new Envelope(layout, epoch);

    @Test
    void aValueWrittenHereHasTheRevisionsThatEtcdCounts() {
        Entry entry = envelope.open(stored(envelope.wrap(KEY, VALUE, Revision.NONE)));

        assertThat(entry.value()).isEqualTo(VALUE);
        assertThat(entry.created()).isEqualTo(new Revision(901));
        assertThat(entry.modified()).isEqualTo(new Revision(909));
    }

    @Test
    void anEntryBroughtOverKeepsItsRevisionsAndLaterWhenItWasMade() {
        Entry old = new Entry(KEY, VALUE, new Revision(17), new Revision(42));

        Entry brought = envelope.open(stored(envelope.wrapOld(old)));
        Entry changed = envelope.open(stored(envelope.wrap(KEY, VALUE, brought.created())));

        assertThat(brought.created()).isEqualTo(new Revision(17));
        assertThat(brought.modified()).isEqualTo(new Revision(42));
        assertThat(changed.created()).isEqualTo(new Revision(17));
        assertThat(changed.modified()).isEqualTo(new Revision(909));
    }

    @Test
    void everyFlippedBitIsFound() {
        byte[] whole = envelope.wrapOld(new Entry(KEY, VALUE, new Revision(17), new Revision(42)));
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            assertThatThrownBy(() -> envelope.open(stored(flipped)))
                    .as("bit " + bit)
                    .isInstanceOf(StoreCorruptException.class)
                    .hasMessageContaining("/a");
        }
    }

    @Test
    void everyCutIsFoundAndAValueInTheWrongPlace() {
        byte[] whole = envelope.wrap(KEY, VALUE, Revision.NONE);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> envelope.open(stored(cut))).isInstanceOf(StoreCorruptException.class);
        }
        var elsewhere = new KeyValue(layout.key(new Key("/b")), whole, 4_712, 4_720);
        assertThatThrownBy(() -> envelope.open(elsewhere)).isInstanceOf(StoreCorruptException.class);
    }

    private KeyValue stored(byte[] value) {
        return new KeyValue(layout.key(KEY), value, 4_712, 4_720);
    }
}
