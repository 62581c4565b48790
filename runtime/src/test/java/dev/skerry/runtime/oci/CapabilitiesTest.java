// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.runtime.ContainerRuntime.Privileges;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static final Set<String> ALL = Set.of("CAP_CHOWN", "CAP_SYS_ADMIN", "CAP_NET_ADMIN");

    @Test
    void additionsComeAfterDrops() {
        assertThat(granted(List.of("NET_BIND_SERVICE"), List.of("ALL"))).containsExactly("CAP_NET_BIND_SERVICE");
        assertThat(granted(List.of("cap_sys_time"), List.of("CAP_CHOWN")))
                .contains("CAP_SYS_TIME", "CAP_KILL")
                .doesNotContain("CAP_CHOWN");
        assertThat(granted(List.of(), List.of())).hasSize(14);
    }

    @Test
    void allMeansWhatThisMachineCanGive() {
        assertThat(granted(List.of("ALL"), List.of("ALL"))).isEqualTo(ALL);
        var privileged = new Privileges(-1, -1, List.of(), true, false, List.of(), List.of("ALL"), true);
        assertThat(Capabilities.granted(privileged, ALL)).isEqualTo(ALL);
    }

    private static Set<String> granted(List<String> added, List<String> dropped) {
        return Capabilities.granted(new Privileges(-1, -1, List.of(), false, false, added, dropped, true), ALL);
    }
}
