// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedStreamTest {
    private static final int BOX = StreamKey.PIECE_BYTES + Aead.TAG_BYTES + Integer.BYTES;

    private final Random random = new Random(1);
    private final byte[] key = StreamKey.create(random);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 200_000})
    void whatIsWrittenIsRead(int length) throws Exception {
        byte[] plain = bytes(length);

        assertThat(opened(sealed(plain), "head")).isEqualTo(plain);
    }

    @Test
    void aChangeBeforeOrInTheTextIsFound() throws Exception {
        byte[] sealed = sealed(bytes(200_000));

        assertThatThrownBy(() -> opened(sealed, "another head")).isInstanceOf(SealException.class);
        for (int round = 0; round < 300; round++) {
            byte[] flipped = sealed.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> opened(flipped, "head")).isInstanceOfAny(SealException.class, EOFException.class);
        }
    }

    @Test
    void aTextThatIsCutIsFoundWhereverItIsCut() throws Exception {
        byte[] sealed = sealed(bytes(3 * StreamKey.PIECE_BYTES));
        for (int length : new int[] {0, 3, 10, BOX - 1, BOX, BOX + 4, 2 * BOX, sealed.length - 1}) {
            assertThatThrownBy(() -> opened(Arrays.copyOf(sealed, length), "head"))
                    .as("cut to %s", length)
                    .isInstanceOfAny(SealException.class, EOFException.class);
        }
    }

    @Test
    void piecesInAnotherOrderAreFound() throws Exception {
        byte[] sealed = sealed(bytes(3 * StreamKey.PIECE_BYTES));
        byte[] swapped = sealed.clone();
        System.arraycopy(sealed, 0, swapped, BOX, BOX);
        System.arraycopy(sealed, BOX, swapped, 0, BOX);

        assertThatThrownBy(() -> opened(swapped, "head")).isInstanceOf(SealException.class);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] sealed(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var sealed = new SealedOutput(out, StreamKey.of(key, "head".getBytes()))) {
            sealed.write(plain, 0, plain.length / 3);
            sealed.write(plain, plain.length / 3, plain.length - plain.length / 3);
        }
        return out.toByteArray();
    }

    private byte[] opened(byte[] sealed, String head) throws IOException {
        try (var in = new SealedInput(new ByteArrayInputStream(sealed), StreamKey.of(key, head.getBytes()))) {
            return in.readAllBytes();
        }
    }
}
