// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.runtime.ContainerRuntime.Limits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                  | BestEffort |        0 |    2 |      0 | 1000",
                "{'limits':{'cpu':'500m','memory':'64Mi'}}                           | Guaranteed | 67108864 |  512 |  50000 | -997",
                "{'requests':{'cpu':'1'}}                                            | Burstable  |        0 | 1024 |      0 |  999",
                "{'requests':{'memory':'512Mi'},'limits':{'memory':'768Mi'}}         | Burstable  | 805306368 |   2 |      0 |  500",
                "{'limits':{'cpu':'1m','memory':'1Gi'},'requests':{'memory':'1Gi'}}  | Guaranteed | 1073741824 | 2  |   1000 | -997",
            })
    void requestsAndLimitsBecomeWhatTheKernelUnderstands(
            String resources, String qos, long memory, long shares, long quota, int score) {
        WantedPod pod = WantedPod.of(FakeNode.pod(
                "web",
                ("{'containers':[{'name':'app','image':'i','resources':" + resources + "}]}").replace('\'', '"')));
        assertThat(Resources.qosClass(pod)).isEqualTo(qos);
        assertThat(Resources.limits(pod, pod.containers().getFirst(), 1L << 30))
                .isEqualTo(new Limits(memory, shares, quota, score));
    }
}
