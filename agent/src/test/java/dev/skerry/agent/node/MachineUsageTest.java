// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineUsageTest {
    @Test
    void idleTimeAndIdleFilesAreNotUsed() {
        String stat = "cpu  100 20 30 4000 500 6 7 8 90 10\ncpu0 1 2 3 4 5 6 7 8 9 10\n";
        String meminfo = "MemTotal:  1000 kB\nMemFree:  300 kB\nInactive:  999 kB\nInactive(file):  200 kB\n";
        assertThat(MachineUsage.of(stat, meminfo))
                .isEqualTo(new MachineUsage(171 * 10_000_000L, 700 * 1024, 500 * 1024));
    }

    @Test
    void whatCannotBeReadIsZero() {
        assertThat(MachineUsage.of("", "")).isEqualTo(new MachineUsage(0, 0, 0));
    }

    @Test
    void thisMachineHasUsedSomething() {
        assertThat(MachineUsage.read().cpuNanos()).isPositive();
        assertThat(MachineUsage.read().workingSetBytes()).isPositive();
    }
}
