// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What others have computed: the examples of NIST's GCM specification (13 to 16), the two of C2SP's
/// specification of XAES-256-GCM, and what OpenSSL (through Python's cryptography 48) makes of further inputs.
class KnownAnswersTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] NONCE = "ABCDEFGHIJKLMNOPQRSTUVWX".getBytes(US_ASCII);

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            0000000000000000000000000000000000000000000000000000000000000000 | 000000000000000000000000 | - | - | 530f8afbc74536b9a963b4f1c4cb738b
            0000000000000000000000000000000000000000000000000000000000000000 | 000000000000000000000000 | - | 00000000000000000000000000000000 | cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919
            feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308 | cafebabefacedbaddecaf888 | - | d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255 | 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c
            feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308 | cafebabefacedbaddecaf888 | feedfacedeadbeeffeedfacedeadbeefabaddad2 | d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39 | 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b
            """)
    void aesGcmIsThatOfNist(String key, String nonce, String associated, String plain, String box) {
        byte[] text = plain == null ? new byte[0] : HEX.parseHex(plain);
        byte[] with = associated == null ? new byte[0] : HEX.parseHex(associated);

        byte[] sealed = Aead.encrypt(HEX.parseHex(key), HEX.parseHex(nonce), with, text);

        assertThat(HEX.formatHex(sealed)).isEqualTo(box);
        assertThat(Aead.decrypt(HEX.parseHex(key), HEX.parseHex(nonce), with, sealed))
                .isEqualTo(text);
    }

    @Test
    void theWideNonceIsThatOfC2sp() {
        byte[] plain = "XAES-256-GCM".getBytes(US_ASCII);

        assertThat(HEX.formatHex(new WideAead(filled(1)).encrypt(NONCE, new byte[0], plain)))
                .isEqualTo("ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271");
        byte[] associated = "c2sp.org/XAES-256-GCM".getBytes(US_ASCII);
        assertThat(HEX.formatHex(new WideAead(filled(3)).encrypt(NONCE, associated, plain)))
                .isEqualTo("986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d");
    }

    /// Sixty-four keys, nonces and lengths; the answers' digest was computed with OpenSSL's CMAC and GCM.
    @Test
    void theWideNonceIsThatOfOpenSsl() throws Exception {
        var all = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < 64; i++) {
            byte[] nonce = Arrays.copyOf(hash("nonce" + i), WideAead.NONCE_BYTES);
            byte[] plain = ("plain" + i).repeat(i).getBytes(US_ASCII);
            all.update(new WideAead(hash("key" + i)).encrypt(nonce, ("aad" + i).getBytes(US_ASCII), plain));
        }
        assertThat(HEX.formatHex(all.digest()))
                .isEqualTo("c6432cb1f8954c338f5246add3de4933b9fbb6a4ed7e77c2518bc7720c29c5a1");
    }

    @Test
    void theSlowFunctionIsThatOfPython() {
        byte[] derived = Passphrase.derive("correct horse".toCharArray(), "0123456789abcdef".getBytes(US_ASCII), 1000);

        assertThat(HEX.formatHex(derived))
                .isEqualTo("38cd0502822a0952b5b16b710e27df56505e8ed2dafa4b384cfef526279cc2e4");
    }

    /// What is in people's databases must open with every later version.
    @Test
    void anEnvelopeOfTheFirstFormatOpens() {
        var ring = new KeyRing(List.of(new RingKey(7, Instant.EPOCH, new RingKey.Secret(filled(1)))));
        byte[] sealed = HEX.parseHex("00534b0100000000000000074142434445464748494a4b4c4d4e4f50515253545556"
                + "5758ed374a872b9f8e1171853437479216c1fc2f1b3cd6b835");

        assertThat(Sealer.open(ring, "/registry/core/secrets/default/a", sealed))
                .isEqualTo("{\"a\":1}".getBytes(US_ASCII));
        assertThat(ByteBuffer.wrap(sealed, 4, 8).getLong()).isEqualTo(7);
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] hash(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
    }
}
