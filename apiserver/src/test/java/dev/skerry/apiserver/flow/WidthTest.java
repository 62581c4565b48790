// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.chain.RequestInfo;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.storage.ResourceLoad;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthTest {
    private static final String PODS = "/api/v1/pods";

    @ParameterizedTest
    @CsvSource({
        "'', 10, 1",
        "'', 100, 2",
        "'', 250, 5",
        "'', 100000, 10",
        "limit=50, 100000, 1",
        "limit=100, 100000, 2",
        "limit=0, 100000, 10",
        "limit=no, 100000, 10",
        "fieldSelector=metadata.name=one, 100000, 1",
        "fieldSelector=spec.nodeName=one, 100000, 10",
        "watch=true, 100000, 1",
        "watch=true&sendInitialEvents=true, 100000, 10",
        "watch=true&sendInitialEvents=false, 100000, 1",
    })
    void aListIsAsWideAsWhatItHoldsAtOnce(String query, int objects, int seats) {
        var load = new ResourceLoad(objects, objects * 2_000L, 0);
        assertThat(width("GET", query, load, 10)).isEqualTo(new Width(seats, 0, Duration.ZERO));
    }

    @Test
    void aListTakesNoMoreThanItsPartOfTheLevel() {
        assertThat(width("GET", "", new ResourceLoad(1000, 10_000_000, 0), 3).seats())
                .isEqualTo(3);
        assertThat(Width.most(1)).isEqualTo(1);
        assertThat(Width.most(20)).isEqualTo(3);
        assertThat(Width.most(600)).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "9, 0, 0", "10, 1, 5", "45, 5, 5", "100, 10, 5", "400, 10, 20"})
    void aWriteGoesOnForThoseWhoWatch(int watches, int seats, int millis) {
        assertThat(width("POST", "", new ResourceLoad(5, 1000, watches), 10))
                .isEqualTo(new Width(1, seats, Duration.ofMillis(millis)));
    }

    private static Width width(String method, String query, ResourceLoad load, int most) {
        Map<String, List<String>> parameters = new HashMap<>();
        Arrays.stream(query.split("&"))
                .filter(one -> !one.isEmpty())
                .map(one -> one.split("=", 2))
                .forEach(one -> parameters.put(one[0], List.of(one[1])));
        var request = new Request(method, PODS, parameters, Map.of(), new byte[0], List.of(), "");
        return Width.of(RequestInfo.of(request), request, load, most);
    }
}
