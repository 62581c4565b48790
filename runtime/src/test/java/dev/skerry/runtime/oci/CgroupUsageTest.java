// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.runtime.ContainerRuntime.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupUsageTest {
    @Test
    void versionTwoCountsInMicroseconds() {
        String cpu = "usage_usec 2500\nuser_usec 2000\nsystem_usec 500\n";
        String memory = "anon 4096\nfile 8192\ninactive_anon 7\ninactive_file 3000\n";
        assertThat(CgroupUsage.unified(cpu, "10000\n", memory)).isEqualTo(new Usage(2_500_000, 10_000, 7_000));
    }

    @Test
    void versionOneCountsInNanosecondsAndSumsUpWhatIsBelow() {
        String memory = "inactive_file 1\ntotal_cache 5\ntotal_inactive_file 4000\n";
        assertThat(CgroupUsage.divided("2500000\n", "10000\n", memory)).isEqualTo(new Usage(2_500_000, 10_000, 6_000));
    }

    @Test
    void whatIsNotCountedIsZeroAndNeverLess() {
        assertThat(CgroupUsage.unified("usage_usec 1\n", "", "")).isEqualTo(new Usage(1000, 0, 0));
        assertThat(CgroupUsage.unified("usage_usec max\n", "10\n", "inactive_file 20\n"))
                .isEqualTo(new Usage(0, 10, 0));
    }

    @Test
    void bothVersionsAreFoundWhereTheKernelKeepsThem(@TempDir Path root) throws Exception {
        Path cpu = Files.createDirectories(root.resolve("cpuacct/pods/a"));
        Path memory = Files.createDirectories(root.resolve("memory/pods/a"));
        Files.writeString(cpu.resolve("cpuacct.usage"), "77\n");
        Files.writeString(memory.resolve("memory.usage_in_bytes"), "88\n");
        var folders = new CgroupFolders(root);
        assertThat(new CgroupUsage(folders).read("/pods/a")).contains(new Usage(77, 88, 88));
        assertThat(new CgroupUsage(folders).read("/pods/b")).isEmpty();

        Files.createFile(root.resolve("cgroup.controllers"));
        Path both = Files.createDirectories(root.resolve("pods/a"));
        Files.writeString(both.resolve("cpu.stat"), "usage_usec 99\n");
        Files.writeString(both.resolve("memory.current"), "11\n");
        assertThat(new CgroupUsage(folders).read("/pods/a")).contains(new Usage(99_000, 11, 11));
    }
}
