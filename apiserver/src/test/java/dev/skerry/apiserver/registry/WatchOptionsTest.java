// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.http.Request;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WatchOptionsTest {
    private static final Duration LEAST = Duration.ofSeconds(100);

    private final Random random = new Random(7);

    @Test
    void aWatchWhoseClientDoesNotSayEndsBetweenOnceAndTwiceTheLeast() {
        var ends = new HashSet<Duration>();
        for (int i = 0; i < 1000; i++) {
            ends.add(timeout(Map.of()));
        }
        assertThat(ends).allMatch(end -> end.compareTo(LEAST) >= 0 && end.compareTo(LEAST.multipliedBy(2)) < 0);
        assertThat(ends).anyMatch(end -> end.compareTo(Duration.ofSeconds(110)) < 0);
        assertThat(ends).anyMatch(end -> end.compareTo(Duration.ofSeconds(190)) > 0);
        assertThat(ends).hasSizeGreaterThan(900);
    }

    @Test
    void whatTheClientSaysCounts() {
        assertThat(timeout(Map.of("timeoutSeconds", List.of("5")))).isEqualTo(Duration.ofSeconds(5));
        assertThat(timeout(Map.of("timeoutSeconds", List.of("0")))).isGreaterThanOrEqualTo(LEAST);
    }

    private Duration timeout(Map<String, List<String>> query) {
        var request = new Request("GET", "/api/v1/pods", query, Map.of(), new byte[0], List.of(), "127.0.0.1");
        return WatchOptions.of(request, random, LEAST).timeout();
    }
}
