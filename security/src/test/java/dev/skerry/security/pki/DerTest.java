// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DerTest {
    @Test
    void elementsAreWrittenAsTheStandardSays() {
        assertThat(hex(Der.integer(BigInteger.valueOf(128)))).isEqualTo("02020080");
        assertThat(hex(Der.oid("1.2.840.10045.4.3.2"))).isEqualTo("06082a8648ce3d040302");
        assertThat(hex(Der.oid("2.5.29.17"))).isEqualTo("0603551d11");
        assertThat(hex(Der.namedBits(0))).isEqualTo("03020780");
        assertThat(hex(Der.namedBits(0, 5, 6))).isEqualTo("03020186");
        assertThat(hex(Der.isTrue())).isEqualTo("0101ff");
        assertThat(hex(Der.octets(new byte[200]))).startsWith("0481c8").hasSize(2 * 203);
        assertThat(hex(Der.octets(new byte[300]))).startsWith("0482012c");
        assertThat(new String(Der.time(Instant.parse("2049-12-31T23:59:59Z")), 2, 13))
                .isEqualTo("491231235959Z");
        assertThat(new String(Der.time(Instant.parse("2050-01-01T00:00:00Z")), 2, 15))
                .isEqualTo("20500101000000Z");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (String oid : List.of("1.2.840.113549.1.9.14", "2.5.4.3", "2.999.3", "0.9.2342")) {
            assertThat(DerReader.over(Der.oid(oid)).oid()).isEqualTo(oid);
        }
        for (int size : List.of(0, 1, 127, 128, 255, 256, 65_535, 65_536, 100_000)) {
            assertThat(DerReader.over(Der.octets(new byte[size])).content(Der.OCTET_STRING))
                    .hasSize(size);
        }
        var reader = DerReader.over(Der.sequence(Der.integer(BigInteger.TEN), Der.utf8("ü"), Der.bits(new byte[] {7})));
        var inner = reader.enter(Der.SEQUENCE);
        assertThat(inner.integer()).isEqualTo(BigInteger.TEN);
        assertThat(inner.text()).isEqualTo("ü");
        assertThat(inner.bits()).containsExactly(7);
        inner.end();
        reader.end();
    }

    @Test
    void bytesThatAreNotDerAreRefused() {
        for (String bad : List.of(
                "",
                "30",
                "3080",
                "3081",
                "308100",
                "30820001",
                "3084ffffffff",
                "3005",
                "300502",
                "0200",
                "0303",
                "04817f")) {
            assertThatThrownBy(() -> {
                        var reader = DerReader.over(HexFormat.of().parseHex(bad));
                        while (reader.nextTag() != 0) {
                            if (reader.isNext(Der.SEQUENCE)) {
                                reader.enter(Der.SEQUENCE).oid();
                            }
                            reader.integer();
                        }
                    })
                    .as(bad)
                    .isInstanceOf(PkiException.class);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
