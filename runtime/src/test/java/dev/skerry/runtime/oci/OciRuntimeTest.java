// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.runtime.BusyboxImage;
import dev.skerry.runtime.ContainerRuntime;
import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import dev.skerry.runtime.ContainerRuntime.Limits;
import dev.skerry.runtime.ContainerRuntime.Privileges;
import dev.skerry.runtime.ContainerRuntime.Processes;
import dev.skerry.runtime.ContainerRuntime.SandboxSpec;
import dev.skerry.runtime.ContainerRuntime.Sharing;
import dev.skerry.runtime.ContainerRuntime.State;
import dev.skerry.runtime.ContainerRuntime.Stdin;
import dev.skerry.runtime.ContainerRuntimeContract;
import dev.skerry.runtime.image.FileTree;
import dev.skerry.runtime.image.LocalImageStore;
import dev.skerry.runtime.image.RegistryAccess;
import dev.skerry.runtime.linux.Mounts;
import dev.skerry.runtime.linux.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciRuntimeTest extends ContainerRuntimeContract {
    @TempDir
    private static Path imageFolder;

    private static LocalImageStore images;
    private static String image;

    @TempDir
    private Path folder;

    @BeforeAll
    static void importImage() throws Exception {
        images = new LocalImageStore(imageFolder.resolve("store"), RegistryAccess.direct());
        image = images.importArchive(BusyboxImage.write(imageFolder)).getFirst().id();
    }

    @Test
    void aRebootEndsContainersButNotTheirSandbox() throws Exception {
        var runtime = open();
        runtime.createSandbox(new SandboxSpec("reboot", "host", "", "/skerry-test/reboot", Sharing.USUAL, Map.of()));
        var spec = spec("reboot-a", "sleep 1000");
        runtime.createContainer(spec);
        runtime.startContainer(spec.id());
        var running = (State.Running) runtime.container(spec.id()).orElseThrow().state();
        abandon(runtime);
        powerCut("reboot-a", running.pid());
        var restarted = open();
        assertThat(restarted.container(spec.id()).orElseThrow().state())
                .isInstanceOfSatisfying(
                        State.Exited.class,
                        exited -> assertThat(exited.exitCode()).isEqualTo(255));
        var next = spec("reboot-b", "echo back >/dev/shm/x");
        restarted.createContainer(next);
        restarted.startContainer(next.id());
        var ended = new HashSet<String>();
        while (!ended.contains("reboot-b")) {
            ended.addAll(restarted.awaitExits(Duration.ofSeconds(20)));
        }
        assertThat(ended).containsExactlyInAnyOrder("reboot-a", "reboot-b");
        restarted.removeSandbox("reboot");
        assertThat(restarted.containers()).isEmpty();
        abandon(restarted);
    }

    @Test
    void aRunningContainerTakesOtherLimits() throws Exception {
        var runtime = open();
        runtime.createSandbox(new SandboxSpec("sized", "host", "", "/skerry-test/sized", Sharing.USUAL, Map.of()));
        var spec = spec("sized-a", "sleep 1000").withLimits(new Limits(64 << 20, 512, 50_000, 321));
        String id = spec.id();
        runtime.createContainer(spec);
        runtime.startContainer(id);
        State before = runtime.container(id).orElseThrow().state();
        runtime.updateContainer(id, new Limits(96 << 20, 1024, 80_000, 321));
        assertThat(limits(id)).containsExactly(96L << 20, 80_000L);
        runtime.updateContainer(id, new Limits(32 << 20, 2, 0, 321));
        assertThat(limits(id)).containsExactly(32L << 20, -1L);
        var last = new Limits(0, 2, 20_000, 321);
        runtime.updateContainer(id, last);
        assertThat(limits(id)[0]).isGreaterThan(1L << 40);
        assertThat(runtime.container(id).orElseThrow().state()).isEqualTo(before);

        abandon(runtime);
        var restarted = open();
        assertThat(restarted.container(id).orElseThrow().spec().limits()).isEqualTo(last);
        restarted.stopContainer(id, Duration.ZERO);
        assertThatThrownBy(() -> restarted.updateContainer(id, last)).isInstanceOf(TransientException.class);
        restarted.removeSandbox("sized");
        abandon(restarted);
    }

    @Test
    void containersThatAreMadeAtTheSameTimeShareOneHome() throws Exception {
        var runtime = open();
        var sharing = new Sharing(Processes.SHARED, false);
        runtime.createSandbox(new SandboxSpec("home", "host", "", "/skerry-test/home", sharing, Map.of()));
        var ids = List.of("home-a", "home-b", "home-c", "home-d");
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<?> made : ids.stream()
                    .map(id -> spec(id, "readlink /proc/self/ns/pid; readlink /proc/self/ns/ipc"))
                    .map(spec -> tasks.submit(() -> {
                        runtime.createContainer(spec);
                        runtime.startContainer(spec.id());
                        return spec.id();
                    }))
                    .toList()) {
                made.get();
            }
            var ended = new HashSet<String>();
            while (!ended.containsAll(ids)) {
                ended.addAll(runtime.awaitExits(Duration.ofSeconds(20)));
            }
            var homes = new HashSet<String>();
            for (String id : ids) {
                String log = Files.readString(folder.resolve(id + ".log"));
                homes.add(
                        log.lines().map(line -> line.replaceFirst("\\S+ ", "")).collect(Collectors.joining(" ")));
            }
            assertThat(homes).singleElement().asString().contains("pid:[", "ipc:[");
        } finally {
            runtime.removeSandbox("home");
            abandon(runtime);
        }
    }

    @Test
    void whatWasHalfMadeIsTakenApart() throws Exception {
        var runtime = open();
        runtime.createSandbox(new SandboxSpec("half", "host", "", "/skerry-test/half", Sharing.USUAL, Map.of()));
        var folders = new RuntimeFolders(folder.resolve("state"), folder.resolve("run"));
        ContainerRecords.write(ContainerFolder.of(folders, "half-a"), spec("half-a", "true"));
        abandon(runtime);
        var restarted = open();
        assertThat(restarted.containers()).isEmpty();
        assertThat(folders.containers()).isEmptyDirectory();
        restarted.removeSandbox("half");
        abandon(restarted);
    }

    /// What a power cut does, as far as a test can: all processes and mounts are gone, and nobody has
    /// written anything down.
    private void powerCut(String id, int pid) throws Exception {
        int conmon = Integer.parseInt(Files.readString(folder.resolve("state/containers/" + id + "/conmon.pid"))
                .strip());
        Signals.send(conmon, Signals.KILL);
        Signals.send(pid, Signals.KILL);
        while (Files.exists(Path.of("/proc/" + pid))) {
            SystemClock.CLOCK.sleep(Duration.ofMillis(5));
        }
        new ProcessBuilder("runc", "--root", folder.resolve("run/oci").toString(), "delete", "--force", id)
                .start()
                .waitFor();
        for (String mount :
                List.of("state/containers/" + id + "/rootfs", "run/sandboxes/reboot/shm", "run/sandboxes/reboot/ipc")) {
            Mounts.unmount(folder.resolve(mount));
        }
        FileTree.delete(folder.resolve("run"));
    }

    private ContainerSpec spec(String id, String script) {
        return new ContainerSpec(
                id,
                id.substring(0, id.indexOf('-')),
                id,
                0,
                image,
                List.of("/bin/sh", "-c", script),
                List.of(),
                "",
                List.of(),
                List.of(),
                new Limits(0, 0, 0, 0),
                new Privileges(-1, -1, List.of(), false, false, List.of(), List.of(), true),
                false,
                Stdin.CLOSED,
                "",
                folder.resolve(id + ".log").toString(),
                Map.of());
    }

    @Override
    protected ContainerRuntime open() throws Exception {
        return new OciRuntime(
                new RuntimeFolders(folder.resolve("state"), folder.resolve("run")), images, SystemClock.CLOCK);
    }

    @Override
    protected void abandon(ContainerRuntime runtime) throws Exception {
        ((OciRuntime) runtime).close();
    }

    @Override
    protected String image() {
        return image;
    }

    @Override
    protected Path folder() {
        return folder;
    }

    /// Bytes of memory, and microseconds of CPU time in each period, as the kernel has them; -1 for no quota.
    private static long[] limits(String id) throws IOException {
        Path root = Path.of("/sys/fs/cgroup");
        String group = "skerry-test/sized/" + id;
        boolean isUnified = Files.exists(root.resolve("cgroup.controllers"));
        Path memory = isUnified
                ? root.resolve(group + "/memory.max")
                : root.resolve("memory/" + group + "/memory.limit_in_bytes");
        Path quota = isUnified ? root.resolve(group + "/cpu.max") : root.resolve("cpu/" + group + "/cpu.cfs_quota_us");
        String bytes = Files.readString(memory).strip();
        String micros = Files.readString(quota).strip().split(" ", -1)[0];
        return new long[] {
            bytes.equals("max") ? Long.MAX_VALUE : Long.parseLong(bytes),
            micros.equals("max") ? -1 : Long.parseLong(micros)
        };
    }
}
