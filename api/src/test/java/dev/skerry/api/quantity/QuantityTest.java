// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0Mi, 0",
        "-0, 0",
        "1, 1",
        "+1, 1",
        "-1, -1",
        "1.0, 1",
        "0.5, 500m",
        ".5, 500m",
        "12., 12",
        "100m, 100m",
        "1000m, 1",
        "1500m, 1500m",
        "0.1, 100m",
        "1.5, 1500m",
        "1u, 1u",
        "1n, 1n",
        "0.1n, 1n",
        "-0.1n, -1n",
        "1001n, 1001n",
        "1000, 1k",
        "1024, 1024",
        "1500, 1500",
        "1000000, 1M",
        "1k, 1k",
        "1M, 1M",
        "1E, 1E",
        "1Ki, 1Ki",
        "1024Ki, 1Mi",
        "1024Mi, 1Gi",
        "1000Ki, 1000Ki",
        "64Mi, 64Mi",
        "0.5Gi, 512Mi",
        "1.5Gi, 1536Mi",
        "0.5Ki, 512",
        "1023Ki, 1023Ki",
        "0.0001Ki, 102400u",
        "1e3, 1e3",
        "1e2, 100",
        "1E3, 1e3",
        "10e3, 10e3",
        "1000e3, 1e6",
        "1e-3, 1e-3",
        "12e-3, 12e-3",
        "100Ei, 9223372036854775807",
        "1e30, 9223372036854775807",
        "-1e30, -9223372036854775807",
        "1e-30, 1e-9",
        "1e999999999, 9223372036854775807",
        "7Ei, 7Ei",
        "123456789.123456789, 123456789123456789n"
    })
    void canonicalTextIsWhatKubernetesWrites(String text, String canonical) {
        assertThat(Quantity.parse(text)).hasToString(canonical);
        assertThat(Quantity.parse(canonical)).isEqualTo(Quantity.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1 ",
                " 1",
                "a",
                "1a",
                "1.2.3",
                "--1",
                "+",
                "-",
                ".",
                "1mm",
                "1ki",
                "1KI",
                "Ki",
                "1K",
                "1e",
                "1ee3",
                "1e3i",
                "1eX",
                "1e99999999999999999999",
                "0x10",
                "1,5",
                "NaN",
                "Infinity",
                "\u0661"
            })
    void nonsenseIsRejected(String text) {
        assertThatThrownBy(() -> Quantity.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEndlessNumberIsRejectedBeforeArithmetic() {
        assertThatThrownBy(() -> Quantity.parse("9".repeat(1_000_000)))
                .hasMessageStartingWith("quantities must match the regular expression");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 2", "500m, 500m, 1", "1Gi, 1Gi, 2Gi", "0, 1Gi, 1Gi", "1, 1Ki, 1025", "100m, 1u, 100001u"})
    void sumsAreExact(String left, String right, String sum) {
        assertThat(Quantity.parse(left).plus(Quantity.parse(right))).hasToString(sum);
        assertThat(Quantity.parse(sum).minus(Quantity.parse(right))).isEqualTo(Quantity.parse(left));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1000",
        "0.5, 1, 500",
        "1.5, 2, 1500",
        "1Mi, 1048576, 1048576000",
        "1u, 1, 1",
        "-1.5, -2, -1500",
        "7Ei, 8070450532247928832, 9223372036854775807"
    })
    void wholeAndMilliValuesAreRoundedUpAndSaturate(String text, long value, long millis) {
        assertThat(Quantity.parse(text).value()).isEqualTo(value);
        assertThat(Quantity.parse(text).milliValue()).isEqualTo(millis);
    }

    @Test
    void bytesHaveTheLargestSuffixThatLeavesAWholeNumber() {
        String[] suffixes = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
        for (int power = 1; power < suffixes.length; power++) {
            long unit = 1L << 10 * power;
            assertThat(Quantity.ofBytes(unit)).hasToString("1" + suffixes[power]);
            assertThat(Quantity.ofBytes(-3 * unit)).hasToString("-3" + suffixes[power]);
            assertThat(Quantity.ofBytes(unit / 2 * 3)).hasToString("1536" + suffixes[power - 1]);
            assertThat(Quantity.ofBytes(unit + 1)).hasToString(Long.toString(unit + 1));
        }
    }

    @Test
    void comparisonIsByAmount() {
        assertThat(Quantity.parse("1Ki")).isGreaterThan(Quantity.parse("1k"));
        assertThat(Quantity.parse("1000m")).isEqualTo(Quantity.of(1)).hasSameHashCodeAs(Quantity.of(1));
        assertThat(Quantity.ofMillis(250)).hasToString("250m");
        assertThat(Quantity.ofBytes(64 << 20)).hasToString("64Mi");
    }

    @Test
    void objectsHoldQuantitiesAsTextOrNumber() {
        assertThat(Quantity.read(Json.of("1Gi"))).hasToString("1Gi");
        assertThat(Quantity.read(Json.of(2))).hasToString("2");
        assertThat(Quantity.read(Json.of(null))).isEqualTo(Quantity.ZERO);
        assertThatThrownBy(() -> Quantity.read(Json.of(true))).isInstanceOf(IllegalArgumentException.class);
    }
}
