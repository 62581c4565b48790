// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutonomyTest {
    @ParameterizedTest(name = "edge {0}, annotation \"{1}\": {2}")
    @CsvSource({
        "true,  '',        forever",
        "false, '',        0s",
        "true,  30m,       30m",
        "true,  0s,        0s",
        "false, 1d12h,     36h",
        "false, forever,   forever",
        // Who wrote something meant to keep the pods.
        "true,  12 hours,  forever",
        "true,  -5m,       forever",
    })
    void theAnnotationCountsThenTheRole(boolean isEdge, String annotation, String text) {
        KubeObject node = KubeObject.of(new GroupVersionKind("", "v1", "Node"), ObjectName.cluster("n"));
        if (isEdge) {
            node = node.withLabel(Autonomy.EDGE_LABEL, "");
        }
        if (!annotation.isEmpty()) {
            node = node.withAnnotation(Autonomy.ANNOTATION, annotation);
        }
        assertThat(Autonomy.of(node)).hasToString(text);
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(Autonomy.of(node).left(now, now).isPositive()).isEqualTo(!text.equals("0s"));
    }
}
