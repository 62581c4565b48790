// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlinesTest {
    private final Deadlines deadlines = new Deadlines(Duration.ofMinutes(1));

    @ParameterizedTest
    @CsvSource({
        "/api/v1/pods, '', PT1M",
        "/api/v1/pods, 10s, PT10S",
        "/api/v1/pods, 1m30s, PT1M",
        "/api/v1/pods, 0s, PT1M",
        "/api/v1/pods, -5s, PT1M",
        "/api, 32s, PT32S",
        "/version, 500ms, PT0.5S",
        "/api/v1/namespaces/a/pods/b/status, 2s, PT2S",
    })
    void aRequestHasAsLongAsItAsksForAndNoLongerThanTheServerAllows(String path, String timeout, String expected) {
        assertThat(deadlines.of(request(path, timeout)).orElseThrow().after()).isEqualTo(Duration.parse(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/watch/pods",
        "/api/v1/namespaces/a/pods/b/log",
        "/api/v1/namespaces/a/pods/b/exec",
        "/api/v1/namespaces/a/pods/b/attach",
        "/api/v1/namespaces/a/pods/b/portforward",
        "/api/v1/namespaces/a/services/b/proxy/some/page",
    })
    void whatIsMeantToGoOnHasNoEnd(String path) {
        var request = request(path, "nonsense");
        assertThat(deadlines.of(request)).isEmpty();
        Deadlines.check(request, RequestInfo.of(request));
    }

    @Test
    void theClientIsToldInKubernetesWords() {
        var late = deadlines
                .of(request("/api/v1/pods", "1s"))
                .orElseThrow()
                .instead()
                .get();
        assertThat(late.status()).isEqualTo(504);
        assertThat(new String(late.body(), StandardCharsets.UTF_8))
                .contains("\"reason\":\"Timeout\"")
                .contains("\"message\":\"Timeout: request did not complete within the allotted timeout\"");
    }

    @Test
    void whatIsNoDurationIsRefused() {
        var request = request("/api/v1/pods", "soon");
        assertThatThrownBy(() -> Deadlines.check(request, RequestInfo.of(request)))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        refused -> assertThat(refused.code()).isEqualTo(400))
                .hasMessageContaining("invalid timeout specified in the request URL");
    }

    private static Request request(String path, String timeout) {
        Map<String, List<String>> query = new TreeMap<>();
        if (!timeout.isEmpty()) {
            query.put("timeout", List.of(timeout));
        }
        return new Request("GET", path, query, Map.of(), new byte[0], List.of(), "");
    }
}
