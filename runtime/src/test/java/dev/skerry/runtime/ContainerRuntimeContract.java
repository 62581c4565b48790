// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.ContainerRuntime.Container;
import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import dev.skerry.runtime.ContainerRuntime.ExecStreams;
import dev.skerry.runtime.ContainerRuntime.Limits;
import dev.skerry.runtime.ContainerRuntime.Mount;
import dev.skerry.runtime.ContainerRuntime.Privileges;
import dev.skerry.runtime.ContainerRuntime.Processes;
import dev.skerry.runtime.ContainerRuntime.SandboxSpec;
import dev.skerry.runtime.ContainerRuntime.Sharing;
import dev.skerry.runtime.ContainerRuntime.State;
import dev.skerry.runtime.ContainerRuntime.TerminalSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every container runtime must do, with real containers. Needs root.
@Timeout(60)
public abstract class ContainerRuntimeContract {
    /// Ends the process that was called as `sleep 1002`, once it is there to be seen.
    private static final String KILL_THE_SLEEPER = """
            while true; do
              for process in /proc/[0-9]*; do
                [ "$(tr '\\0' ' ' 2>/dev/null <$process/cmdline)" = "sleep 1002 " ] && kill ${process#/proc/} && exit
              done
              sleep 0.05
            done""";

    private static final Privileges PLAIN = new Privileges(-1, -1, List.of(), false, false, List.of(), List.of(), true);

    private final String sandbox = "test-" + UUID.randomUUID();
    private ContainerRuntime runtime;

    /// Opens the runtime on the folders of this test; called again to stand for a restart of the agent.
    protected abstract ContainerRuntime open() throws Exception;

    /// Lets go of a runtime as a killed agent would.
    protected abstract void abandon(ContainerRuntime runtime) throws Exception;

    /// The identifier of [BusyboxImage] there.
    protected abstract String image();

    /// A folder of this test for logs and mounts.
    protected abstract Path folder();

    @BeforeEach
    void openRuntime() throws Exception {
        runtime = open();
        runtime.createSandbox(new SandboxSpec(
                sandbox, "plant-7", "", "/skerry-test/" + sandbox, Sharing.USUAL, Map.of("pod", "default/plant")));
    }

    @AfterEach
    void removeAll() throws Exception {
        runtime.removeSandbox(sandbox);
        assertThat(runtime.containers()).isEmpty();
        assertThat(runtime.sandboxes()).isEmpty();
        abandon(runtime);
    }

    @Test
    void aContainerRunsToItsEnd() throws Exception {
        String id = create("echo out; echo err >&2; printf unended; exit 7");
        assertThat(state(id)).isInstanceOf(State.Created.class);
        runtime.startContainer(id);
        assertThat(runtime.awaitExits(Duration.ofSeconds(20))).containsExactly(id);
        assertThat(state(id)).isInstanceOfSatisfying(State.Exited.class, exited -> {
            assertThat(exited.exitCode()).isEqualTo(7);
            assertThat(exited.isOutOfMemory()).isFalse();
            assertThat(exited.startedAt()).isPositive().isLessThanOrEqualTo(exited.finishedAt());
        });
        assertThat(logLines(id)).containsExactlyInAnyOrder("stdout F out", "stderr F err", "stdout P unended");
        assertThat(runtime.awaitExits(Duration.ZERO)).isEmpty();
    }

    @Test
    void theImageSaysWhatRunsUnlessThePodDoes() throws Exception {
        String asInImage = createSpec(spec("image").build());
        String ownArguments = createSpec(
                spec("arguments").arguments("echo $COLOUR $PLACE $(pwd)").build());
        String ownCommand =
                createSpec(spec("command").command("/bin/echo", "plain").build());
        for (String id : List.of(asInImage, ownArguments, ownCommand)) {
            runtime.startContainer(id);
            awaitExit(id);
        }
        assertThat(logLines(asInImage)).containsExactly("stdout F from the image");
        assertThat(logLines(ownArguments)).containsExactly("stdout F blue pod /tmp");
        assertThat(logLines(ownCommand)).containsExactly("stdout F plain");
    }

    @Test
    void whatARunningContainerUsesIsCounted() throws Exception {
        String id = create("i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; echo busy; sleep 1000");
        assertThat(runtime.usage(id)).isEmpty();
        runtime.startContainer(id);
        awaitLog(id, "stdout F busy");
        assertThat(runtime.usage(id)).hasValueSatisfying(usage -> {
            assertThat(usage.cpuNanos()).isBetween(1_000_000L, 60_000_000_000L);
            assertThat(usage.memoryBytes()).isBetween(10_000L, 1L << 30);
            assertThat(usage.workingSetBytes()).isBetween(1L, usage.memoryBytes());
        });
        runtime.stopContainer(id, Duration.ZERO);
        assertThat(runtime.usage(id)).isEmpty();
        assertThat(runtime.usage("nobody")).isEmpty();
    }

    @Test
    void stoppingAsksFirst() throws Exception {
        String id = create("trap 'echo bye; exit 3' TERM; echo ready; while true; do sleep 0.1; done");
        runtime.startContainer(id);
        awaitLog(id, "stdout F ready");
        runtime.stopContainer(id, Duration.ofSeconds(20));
        assertThat(exit(id).exitCode()).isEqualTo(3);
        assertThat(logLines(id)).contains("stdout F bye");
        runtime.stopContainer(id, Duration.ofSeconds(20));
    }

    @Test
    void whoDoesNotListenIsKilledWithAllItStarted() throws Exception {
        String id = create("trap '' TERM; sleep 1000 & echo ready; wait; sleep 1000");
        runtime.startContainer(id);
        awaitLog(id, "stdout F ready");
        runtime.stopContainer(id, Duration.ofMillis(200));
        assertThat(exit(id).exitCode()).isEqualTo(137);
        assertThat(processesNaming(id)).isEmpty();
    }

    @Test
    void aRestartOfTheAgentChangesNothing() throws Exception {
        String running = create("while true; do sleep 0.1; done");
        String ended = create("exit 5");
        runtime.startContainer(running);
        runtime.startContainer(ended);
        awaitExit(ended);
        List<Container> before = sorted(runtime.containers());
        abandon(runtime);
        runtime = open();
        assertThat(sorted(runtime.containers())).isEqualTo(before);
        assertThat(runtime.sandboxes()).singleElement().satisfies(spec -> {
            assertThat(spec.id()).isEqualTo(sandbox);
            assertThat(spec.labels()).containsEntry("pod", "default/plant");
        });
        runtime.stopContainer(running, Duration.ZERO);
        assertThat(runtime.awaitExits(Duration.ofSeconds(20))).contains(running);
    }

    @Test
    void theKernelsKillForMemoryIsTold() throws Exception {
        var limits = new Limits(16 << 20, 0, 0, 0);
        String id = createSpec(spec("greedy")
                .command("/bin/sh", "-c", "x=x; while true; do x=$x$x; done")
                .limits(limits)
                .build());
        runtime.startContainer(id);
        awaitExit(id);
        assertThat(exit(id).exitCode()).isEqualTo(137);
        assertThat(exit(id).isOutOfMemory()).isTrue();
    }

    @Test
    void commandsAreExecuted() throws Exception {
        String id = running();
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var input = new java.io.ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        try (var execution = runtime.execute(
                id,
                List.of("sh", "-c", "cat; hostname; echo oops >&2; exit 9"),
                false,
                new ExecStreams(input, out, err))) {
            assertThat(execution.await()).isEqualTo(9);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\nplant-7\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("oops\n");
    }

    @Test
    void aTerminalCanBeResized() throws Exception {
        String id = running();
        var out = new ByteArrayOutputStream();
        try (var keys = new PipedOutputStream();
                var input = new PipedInputStream(keys);
                var execution = runtime.execute(
                        id,
                        List.of("sh", "-c", "read go; stty size; read go; stty size"),
                        true,
                        new ExecStreams(input, out, OutputStreams.NONE))) {
            execution.resize(new TerminalSize(100, 30));
            Conditions.await("resized", () -> {
                // The terminal inside follows the one outside a moment later.
                execution.resize(new TerminalSize(100, 30));
                return terminalSizes(id).contains("30 100");
            });
            keys.write('\r');
            keys.flush();
            Conditions.await(
                    "first size", () -> out.toString(StandardCharsets.UTF_8).contains("30 100"));
            execution.resize(new TerminalSize(80, 24));
            Conditions.await("resized again", () -> terminalSizes(id).contains("24 80"));
            keys.write('\r');
            keys.flush();
            assertThat(execution.await()).isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("24 80");
    }

    @Test
    void closingAnExecutionKillsTheCommand() throws Exception {
        String id = running();
        var execution = runtime.execute(
                id,
                List.of("sleep", "4711"),
                false,
                new ExecStreams(InputStream.nullInputStream(), OutputStreams.NONE, OutputStreams.NONE));
        Conditions.await("the command runs", () -> processList(id).contains("sleep 4711"));
        execution.close();
        Conditions.await("the command is gone", () -> !processList(id).contains("sleep 4711"));
        assertThat(state(id)).isInstanceOf(State.Running.class);
    }

    @Test
    void attachingJoinsTheContainersOwnStreams() throws Exception {
        String id = createSpec(spec("attach")
                .command("/bin/sh", "-c", "while read line; do echo got $line; done; exit 4")
                .stdin(ContainerRuntime.Stdin.OPEN)
                .build());
        runtime.startContainer(id);
        var out = new ByteArrayOutputStream();
        try (var keys = new PipedOutputStream();
                var input = new PipedInputStream(keys);
                var attached = runtime.attach(id, new ExecStreams(input, out, OutputStreams.NONE))) {
            keys.write("hello\n".getBytes(StandardCharsets.UTF_8));
            keys.flush();
            Conditions.await(
                    "the answer", () -> out.toString(StandardCharsets.UTF_8).contains("got hello"));
            runtime.stopContainer(id, Duration.ZERO);
            assertThat(attached.await()).isEqualTo(137);
        }
    }

    @Test
    void standardInputForOneEndsWithThem() throws Exception {
        String id = createSpec(spec("once")
                .command("/bin/sh", "-c", "cat; echo end; exit 5")
                .stdin(ContainerRuntime.Stdin.ONCE)
                .build());
        runtime.startContainer(id);
        var out = new ByteArrayOutputStream();
        var input = new ByteArrayInputStream("hello\n".getBytes(StandardCharsets.UTF_8));
        try (var attached = runtime.attach(id, new ExecStreams(input, out, OutputStreams.NONE))) {
            assertThat(attached.await()).isEqualTo(5);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hello\nend\n");
    }

    @Test
    void mountsUsersAndLimitsAreAsWished() throws Exception {
        Path data = Files.createDirectories(folder().resolve("data"));
        Files.writeString(data.resolve("greeting"), "hello\n");
        String id = createSpec(spec("wishes")
                .command(
                        "/bin/sh",
                        "-c",
                        "id -u; id -g; id -G; cat /data/greeting; touch /data/x 2>/dev/null || echo no; touch /y 2>/dev/null || echo no;"
                                + " grep CapEff /proc/self/status; grep NoNewPrivs /proc/self/status; cat /proc/self/oom_score_adj")
                .mounts(new Mount(data.toString(), "/data", true))
                .limits(new Limits(64 << 20, 512, 50_000, 321))
                .privileges(new Privileges(1000, -1, List.of(4000L), false, true, List.of(), List.of("ALL"), false))
                .build());
        runtime.startContainer(id);
        awaitExit(id);
        assertThat(logLines(id))
                .containsExactly(
                        "stdout F 1000",
                        "stdout F 1001",
                        "stdout F 1001 20 4000",
                        "stdout F hello",
                        "stdout F no",
                        "stdout F no",
                        "stdout F CapEff:\t0000000000000000",
                        "stdout F NoNewPrivs:\t1",
                        "stdout F 321");
    }

    @Test
    void whatIsForbiddenByDefaultIsAllowedToThePrivileged() throws Exception {
        String script = "unshare -m true 2>/dev/null && echo yes || echo no; test -e /dev/kmsg && echo yes || echo no";
        String plain = create(script);
        String privileged = createSpec(spec("privileged")
                .command("/bin/sh", "-c", script)
                .privileges(new Privileges(-1, -1, List.of(), true, false, List.of(), List.of(), true))
                .build());
        for (String id : List.of(plain, privileged)) {
            runtime.startContainer(id);
            awaitExit(id);
        }
        assertThat(logLines(plain)).containsExactly("stdout F no", "stdout F no");
        assertThat(logLines(privileged)).containsExactly("stdout F yes", "stdout F yes");
    }

    @Test
    void containersOfASandboxShareMemoryButNotProcesses() throws Exception {
        String first = createSpec(spec("first")
                .command("/bin/sh", "-c", "echo shared >/dev/shm/word; sleep 1000")
                .build());
        runtime.startContainer(first);
        String second = createSpec(spec("second")
                .command("/bin/sh", "-c", "until cat /dev/shm/word 2>/dev/null; do sleep 0.05; done; ps | wc -l")
                .build());
        runtime.startContainer(second);
        awaitExit(second);
        assertThat(logLines(second).getFirst()).isEqualTo("stdout F shared");
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid(first) + "/ns/ipc")))
                .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/ipc")));
    }

    @Test
    void whoIsToldToIsAmongTheProcessesOfAnother() throws Exception {
        String target = createSpec(spec("target")
                .command("/bin/sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.1; done")
                .build());
        runtime.startContainer(target);
        String guest = createSpec(spec("guest")
                .processesOf(target)
                .command("/bin/sh", "-c", "sleep 1001 & echo \"$(tr '\\0' ' ' </proc/1/cmdline)\"; wait; sleep 1000")
                .build());
        runtime.startContainer(guest);
        awaitLog(guest, "stdout F /bin/sh -c trap 'exit 0' TERM; while true; do sleep 0.1; done ");
        runtime.stopContainer(guest, Duration.ofMillis(200));
        Conditions.await("nothing of it is left", () -> processesNaming(guest).isEmpty());
        assertThat(state(target)).isInstanceOf(State.Running.class);
    }

    @Test
    void whoseProcessesCannotBeSharedIsNotMade() throws Exception {
        String target = create("true");
        runtime.startContainer(target);
        awaitExit(target);
        assertThatThrownBy(() -> createSpec(spec("guest").processesOf(target).build()))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("whose processes it is to share, is gone");
    }

    @Test
    void containersThatShareTheirProcessesOutliveEachOther() throws Exception {
        runtime.createSandbox(sandbox("sharing", "", new Sharing(Processes.SHARED, false)));
        try {
            String first = createSpec(
                    in("sharing", "first").command("/bin/sh", "-c", "true").build());
            runtime.startContainer(first);
            awaitExit(first);
            String second = createSpec(in("sharing", "second")
                    .command("/bin/sh", "-c", "sleep 1002")
                    .build());
            runtime.startContainer(second);
            String third = createSpec(in("sharing", "third")
                    .command("/bin/sh", "-c", KILL_THE_SLEEPER)
                    .build());
            runtime.startContainer(third);
            awaitExit(second);
        } finally {
            runtime.removeSandbox("sharing");
        }
    }

    @Test
    void aSandboxMaySeeTheWholeMachine() throws Exception {
        runtime.createSandbox(sandbox("machine", "", new Sharing(Processes.HOST, true)));
        try {
            String id = createSpec(in("machine", "all")
                    .command(
                            "/bin/sh",
                            "-c",
                            "readlink /proc/self/ns/ipc; tr '\\0' '\\n' </proc/SELF/cmdline | head -n 1"
                                    .replace(
                                            "SELF",
                                            Long.toString(
                                                    ProcessHandle.current().pid())))
                    .build());
            runtime.startContainer(id);
            awaitExit(id);
            assertThat(logLines(id))
                    .containsExactly(
                            "stdout F " + Files.readSymbolicLink(Path.of("/proc/self/ns/ipc")),
                            "stdout F "
                                    + ProcessHandle.current().info().command().orElseThrow());
        } finally {
            runtime.removeSandbox("machine");
        }
    }

    private SandboxSpec sandbox(String id, String network, Sharing sharing) {
        return new SandboxSpec(id, "h", network, "/skerry-test/" + id, sharing, Map.of());
    }

    private SpecBuilder in(String otherSandbox, String name) {
        return new SpecBuilder(otherSandbox, name, image(), log(otherSandbox + "-" + name), PLAIN);
    }

    @Test
    void aCommandThatIsNotThereIsReportedAndLeavesNothing() {
        assertThatThrownBy(
                        () -> createSpec(spec("nothing").command("/bin/nothing").build()))
                .isInstanceOfSatisfying(TransientException.class, failed -> {
                    assertThat(failed.reason()).isEqualTo("CreateContainerError");
                    assertThat(failed).hasMessageContaining("/bin/nothing").hasMessageContaining("no such file");
                });
        assertThat(runtime.containers()).isEmpty();
    }

    @Test
    void aPortOfTheSandboxsLoopbackIsReached() throws Exception {
        String network = "skerry-" + ProcessHandle.current().pid() + "-loopback";
        run("ip", "netns", "add", network);
        run("ip", "-n", network, "link", "set", "lo", "up");
        runtime.createSandbox(sandbox("other", "/run/netns/" + network, Sharing.USUAL));
        try {
            var spec = new SpecBuilder("other", "web", image(), log("other-web"), PLAIN);
            String id = createSpec(spec.command("/bin/sh", "-c", "echo hello >/tmp/x; httpd -f -p 127.0.0.1:80 -h /tmp")
                    .build());
            runtime.startContainer(id);
            Conditions.await("an answer from inside", () -> answer("other").endsWith("hello\n"));
            assertThatThrownBy(() -> runtime.connect("other", 81))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port 81");
        } finally {
            runtime.removeSandbox("other");
            run("ip", "netns", "delete", network);
        }
    }

    private String answer(String id) {
        try (var connection = runtime.connect(id, 80)) {
            var socket = connection.socket();
            socket.getOutputStream().write("GET /x HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException refused) {
            return refused.toString();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void theLogGoesOnInANewFile() throws Exception {
        String id = create("while true; do echo tick; sleep 0.05; done");
        runtime.startContainer(id);
        awaitLog(id, "stdout F tick");
        Path log = log(id);
        Files.move(log, folder().resolve("old.log"));
        runtime.reopenLog(id);
        awaitLog(id, "stdout F tick");
        assertThat(folder().resolve("old.log")).isNotEmptyFile();
    }

    private String create(String script) throws InterruptedException {
        return createSpec(
                spec("c" + UUID.randomUUID()).command("/bin/sh", "-c", script).build());
    }

    private String running() throws InterruptedException {
        String id = create("trap 'exit 0' TERM; while true; do sleep 0.1; done");
        runtime.startContainer(id);
        return id;
    }

    private SpecBuilder spec(String name) {
        return new SpecBuilder(sandbox, name, image(), log(sandbox + "-" + name), PLAIN);
    }

    private String createSpec(ContainerSpec spec) throws InterruptedException {
        runtime.createContainer(spec);
        return spec.id();
    }

    private Path log(String id) {
        return folder().resolve("logs").resolve(id + ".log");
    }

    private State state(String id) {
        return runtime.container(id).orElseThrow().state();
    }

    private State.Exited exit(String id) {
        return (State.Exited) state(id);
    }

    private int pid(String id) {
        return ((State.Running) state(id)).pid();
    }

    private void awaitExit(String id) throws InterruptedException {
        Conditions.await(id + " has ended", () -> state(id) instanceof State.Exited);
    }

    private void awaitLog(String id, String line) throws InterruptedException {
        try {
            Conditions.await(
                    "log line " + line,
                    () -> Files.exists(log(id)) && logLines(id).contains(line));
        } catch (AssertionError missing) {
            throw new AssertionError(missing.getMessage() + " in " + logLines(id), missing);
        }
    }

    /// The lines of the log without their times, which must be readable.
    private List<String> logLines(String id) {
        try {
            return Files.readAllLines(log(id)).stream()
                    .map(line -> {
                        int space = line.indexOf(' ');
                        assertThat(java.time.OffsetDateTime.parse(line.substring(0, space)))
                                .isNotNull();
                        return line.substring(space + 1);
                    })
                    .toList();
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private String terminalSizes(String id) {
        return output(id, "for t in /dev/pts/[0-9]*; do stty size <$t; done");
    }

    private String processList(String id) {
        return output(id, "ps");
    }

    private String output(String id, String script) {
        var out = new ByteArrayOutputStream();
        try (var execution = runtime.execute(
                id,
                List.of("sh", "-c", script),
                false,
                new ExecStreams(InputStream.nullInputStream(), out, OutputStreams.NONE))) {
            execution.await();
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<Container> sorted(List<Container> containers) {
        return containers.stream()
                .sorted(java.util.Comparator.comparing(
                        container -> container.spec().id()))
                .toList();
    }

    /// Processes of this machine whose control group bears the container's name.
    private static List<Path> processesNaming(String id) throws IOException {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            var found = new java.util.ArrayList<Path>();
            for (Path process : processes) {
                try {
                    if (Files.readString(process.resolve("cgroup")).contains(id)) {
                        found.add(process);
                    }
                } catch (IOException gone) {
                    continue;
                }
            }
            return found;
        }
    }

    /// Streams that swallow everything.
    static final class OutputStreams {
        static final java.io.OutputStream NONE = java.io.OutputStream.nullOutputStream();

        private OutputStreams() {}
    }
}
