// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import org.junit.jupiter.api.Test;

class StatusMergeTest {
    private static Json condition(String type, String status, String since) {
        return JsonObject.of("type", type, "status", status, "lastTransitionTime", since);
    }

    @Test
    void whatOthersWroteStaysAndWhatTheNodeSaysCounts() {
        JsonObject current = JsonObject.of(
                "qosClass",
                "Burstable",
                "phase",
                "Pending",
                "conditions",
                JsonArray.of(condition("PodScheduled", "True", "1")));
        JsonObject reported =
                JsonObject.of("phase", "Running", "conditions", JsonArray.of(condition("Ready", "True", "2")));
        JsonObject merged = StatusMerge.merge(current, reported);
        assertThat(merged.at("qosClass").text()).isEqualTo("Burstable");
        assertThat(merged.at("phase").text()).isEqualTo("Running");
        assertThat(merged.at("conditions").elements()).hasSize(2);
    }

    @Test
    void aConditionThatStandsKeepsItsTime() {
        JsonObject current = JsonObject.of("conditions", JsonArray.of(condition("Ready", "True", "1")));
        JsonObject same = JsonObject.of("conditions", JsonArray.of(condition("Ready", "True", "9")));
        JsonObject other = JsonObject.of("conditions", JsonArray.of(condition("Ready", "False", "9")));
        assertThat(StatusMerge.merge(current, same)).isEqualTo(current);
        assertThat(StatusMerge.merge(current, other)).isEqualTo(other);
    }

    @Test
    void aResizeThatIsOverIsNotSpokenOfAnyMore() {
        JsonObject current = JsonObject.of(
                "conditions",
                JsonArray.of(
                        condition("PodResizePending", "True", "1"),
                        condition("PodResizeInProgress", "True", "1"),
                        condition("Ready", "True", "1")));
        JsonObject reported = JsonObject.of(
                "conditions",
                JsonArray.of(condition("Ready", "True", "1"), condition("PodResizeInProgress", "True", "2")));
        assertThat(StatusMerge.merge(current, reported).at("conditions").elements())
                .containsExactly(condition("Ready", "True", "1"), condition("PodResizeInProgress", "True", "2"));
    }

    @Test
    void aHeartbeatAloneSaysNothingNew() {
        JsonObject one =
                JsonObject.of("conditions", JsonArray.of(JsonObject.of("type", "Ready", "lastHeartbeatTime", "1")));
        JsonObject two =
                JsonObject.of("conditions", JsonArray.of(JsonObject.of("type", "Ready", "lastHeartbeatTime", "2")));
        assertThat(StatusMerge.saysTheSame(one, two)).isTrue();
    }
}
