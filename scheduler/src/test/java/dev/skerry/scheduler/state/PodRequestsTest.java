// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.JsonReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a pod takes of its node while it is given another size.
class PodRequestsTest {
    @ParameterizedTest
    @CsvSource({
        "100m, '', '', 100",
        "100m, 100m, '', 100",
        "100m, 300m, '', 300",
        "300m, 100m, '', 300",
        "300m, 100m, Deferred, 300",
        "300m, 100m, Infeasible, 100",
    })
    void theLargerOfWhatIsAskedAndGivenCounts(String asked, String given, String pending, long millis) {
        String status = given.isEmpty()
                ? "{}"
                : "{'containerStatuses':[{'name':'app','allocatedResources':{'cpu':'" + given + "'}}],"
                        + "'conditions':[{'type':'PodResizePending','status':'True','reason':'" + pending + "'}]}";
        String spec = "{'containers':[{'name':'app','resources':{'requests':{'cpu':'" + asked + "'}}}]}";
        Amounts amounts =
                PodRequests.of(JsonReader.read(spec.replace('\'', '"')), JsonReader.read(status.replace('\'', '"')));
        assertThat(amounts.of(Amounts.CPU)).isEqualTo(millis);
    }
}
