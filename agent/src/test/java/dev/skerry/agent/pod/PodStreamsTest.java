// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.agent.node.MachineUsage;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodStreamsTest {
    @TempDir
    private Path folder;

    private FakeNode node;
    private PodStreams streams;

    /// Of the last document.
    private String contentType = "";

    /// What came back on a stream, channel by channel.
    private record Answer(String stdout, String stderr, Json status) {}

    @BeforeEach
    void start() {
        node = new FakeNode(folder);
        node.images.local.put("app:1", FakeNode.Images.image("app:1"));
        Pods pods = node.startAgent();
        var workbench = node.workbench();
        workbench.metrics().gauge("told", "Something to tell.", () -> 3);
        streams = new PodStreams(workbench, pods, () -> new MachineUsage(5_000_000_001L, 3000, 2000));
        node.cache.put(FakeNode.pod("web", """
                {"containers":[{"name":"app","image":"app:1"}]}"""));
        FakeNode.await("ready", () -> node.upstream.isReady("web"));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Path log() {
        return Path.of(node.runtime.running("app").orElseThrow().spec().logPath());
    }

    private void write(Path log, String... lines) throws IOException {
        Files.createDirectories(log.getParent());
        Files.writeString(log, String.join("\n", lines) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String line(int second, String text) {
        return "2026-11-23T08:00:%02d.000000000+00:00 stdout F %s".formatted(second, text);
    }

    private Answer ask(JsonObject request, InputStream input) throws Exception {
        var output = new ByteArrayOutputStream();
        streams.serve(request, input, output);
        var frames = new StreamFrames(new ByteArrayInputStream(output.toByteArray()), output);
        var channels = List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream(), new ByteArrayOutputStream());
        while (true) {
            StreamFrames.Frame frame = frames.read();
            if (frame.channel() == StreamFrames.ERROR) {
                return new Answer(
                        channels.get(1).toString(UTF_8),
                        channels.get(2).toString(UTF_8),
                        JsonReader.read(frame.data()));
            }
            if (frame.channel() == StreamFrames.HEAD) {
                contentType = JsonReader.read(frame.data()).at("contentType").text();
            } else {
                channels.get(frame.channel()).write(frame.data());
            }
        }
    }

    private Answer logs(Object... options) throws Exception {
        return ask(request("logs", options), new PipedInputStream(new PipedOutputStream()));
    }

    private static JsonObject request(String kind, Object... options) {
        var request =
                JsonObject.of("kind", kind, "namespace", "default", "pod", "web", "uid", "uid-web", "container", "app")
                        .toBuilder();
        JsonObject.of(options).forEach(request::put);
        return request.build();
    }

    private static InputStream frames(Object... channelsAndTexts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        for (int i = 0; i < channelsAndTexts.length; i += 2) {
            byte[] data = ((String) channelsAndTexts[i + 1]).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            out.writeByte((Integer) channelsAndTexts[i]);
            out.writeInt(data.length);
            out.write(data);
        }
        // After that the other side says nothing, but stays.
        var silence = new PipedInputStream(new PipedOutputStream());
        return new java.io.SequenceInputStream(new ByteArrayInputStream(bytes.toByteArray()), silence);
    }

    @Test
    void theNodeTellsOfItself() throws Exception {
        assertThat(document("/healthz").stdout()).isEqualTo("ok");
        assertThat(document("/metrics").stdout()).contains("told 3");
        assertThat(contentType).startsWith("text/plain; version=0.0.4");

        Json pods = JsonReader.read(document("/pods/").stdout());
        assertThat(contentType).isEqualTo("application/json");
        assertThat(pods.at("kind").text()).isEqualTo("PodList");
        Json pod = pods.at("items").elements().getFirst();
        assertThat(pod.at("metadata", "name").text()).isEqualTo("web");
        assertThat(pod.at("status", "phase").text()).isEqualTo("Running");

        Answer unknown = document("/run/default/web/app");
        assertThat(unknown.stdout()).isEmpty();
        assertThat(unknown.status().at("code").intOr(0)).isEqualTo(404);
    }

    @Test
    void theNodeTellsHowItIsSetUp() throws Exception {
        Json configuration = JsonReader.read(document("/configz").stdout()).at("kubeletconfig");
        assertThat(contentType).isEqualTo("application/json");
        assertThat(configuration.at("clusterDomain").text()).isEqualTo("cluster.local");
        assertThat(configuration.at("clusterDNS").elements()).containsExactly(Json.of("10.43.0.10"));
        assertThat(configuration.at("maxPods").intOr(0)).isEqualTo(110);
        assertThat(configuration.at("containerLogMaxSize").text()).isEqualTo("10Mi");
        assertThat(configuration.at("syncFrequency").text()).isEqualTo("10s");
        assertThat(configuration.at("cpuCFSQuotaPeriod").text()).isEqualTo("100ms");
    }

    @Test
    void theNodeTellsWhatItAndItsPodsUse() throws Exception {
        Json summary = JsonReader.read(document("/stats/summary").stdout());
        assertThat(summary.at("node", "nodeName").text()).isEqualTo("node-1");
        assertThat(summary.at("node", "cpu", "usageCoreNanoSeconds").longOr(0)).isEqualTo(5_000_000_001L);
        assertThat(summary.at("node", "memory", "workingSetBytes").longOr(0)).isEqualTo(2000);
        Json pod = summary.at("pods").elements().getFirst();
        assertThat(pod.at("podRef", "name").text()).isEqualTo("web");
        assertThat(pod.at("podRef", "uid").text()).isEqualTo("uid-web");
        Json app = pod.at("containers").elements().getFirst();
        assertThat(app.at("name").text()).isEqualTo("app");
        assertThat(app.at("cpu", "usageCoreNanoSeconds").longOr(0)).isEqualTo(101_000_000);
        assertThat(app.at("memory", "workingSetBytes").longOr(0)).isEqualTo(101_000);
        assertThat(pod.at("memory", "usageBytes").longOr(0)).isEqualTo(202_000);

        String now = Long.toString(node.clock.now().toEpochMilli());
        assertThat(document("/metrics/resource").stdout().lines())
                .contains(
                        "# TYPE container_cpu_usage_seconds_total counter",
                        "container_cpu_usage_seconds_total{container=\"app\",namespace=\"default\",pod=\"web\"} 0.101000000 "
                                + now,
                        "container_memory_working_set_bytes{container=\"app\",namespace=\"default\",pod=\"web\"} 101000 "
                                + now,
                        "node_cpu_usage_seconds_total 5.000000001 " + now,
                        "node_memory_working_set_bytes 2000 " + now,
                        "pod_memory_working_set_bytes{namespace=\"default\",pod=\"web\"} 101000 " + now);
    }

    private Answer document(String path) throws Exception {
        return ask(JsonObject.of("kind", "document", "path", path), InputStream.nullInputStream());
    }

    @Test
    void logsAreTheLinesWithoutTheirMarks() throws Exception {
        write(log(), line(1, "one"), line(2, "tw").replace(" F ", " P "), line(2, "o"), "garbage", line(3, ""));
        assertThat(logs().stdout()).isEqualTo("one\ntwo\n\n");
        assertThat(logs().status().at("status").text()).isEqualTo("Success");
        assertThat(logs("timestamps", true).stdout())
                .isEqualTo("2026-11-23T08:00:01.000000000Z one\n"
                        + "2026-11-23T08:00:02.000000000Z two\n2026-11-23T08:00:03.000000000Z \n");
    }

    @Test
    void logsCanBeCutFromEitherEnd() throws Exception {
        write(log(), line(1, "one"), line(2, "two"), line(3, "three"));
        assertThat(logs("tailLines", 2).stdout()).isEqualTo("two\nthree\n");
        assertThat(logs("tailLines", 0).stdout()).isEmpty();
        assertThat(logs("tailLines", 99).stdout()).isEqualTo("one\ntwo\nthree\n");
        assertThat(logs("limitBytes", 5).stdout()).isEqualTo("one\nt");
        assertThat(logs("sinceTime", "2026-11-23T08:00:02Z").stdout()).isEqualTo("two\nthree\n");
        assertThat(logs("sinceTime", "2026-11-23T09:00:03+01:00").stdout()).isEqualTo("three\n");
    }

    @Test
    void logsGoOnOverRotatedFiles() throws Exception {
        var rotation = new LogRotation(node.runtime, dev.skerry.foundation.time.SystemClock.CLOCK);
        for (int i = 0; i < 8; i++) {
            write(log(), line(i, "line " + i));
            rotation.rotate("app", log(), 1);
        }
        write(log(), line(9, "last"));
        assertThat(logs().stdout()).isEqualTo("line 4\nline 5\nline 6\nline 7\nlast\n");
        assertThat(logs("tailLines", 2).stdout()).isEqualTo("line 7\nlast\n");
    }

    @Test
    void whoFollowsReadsWhatComesUntilTheEnd() throws Exception {
        write(log(), line(1, "one"));
        Path log = log();
        String id = node.runtime.running("app").orElseThrow().spec().id();
        var received = new PipedInputStream(1 << 16);
        var output = new PipedOutputStream(received);
        try (var tasks = new TaskGroup()) {
            tasks.start(
                    "follow",
                    () -> streams.serve(
                            request("logs", "follow", true), new PipedInputStream(new PipedOutputStream()), output));
            var frames = new StreamFrames(received, output);
            assertThat(new String(frames.read().data(), UTF_8)).isEqualTo("one\n");
            write(log, line(2, "two"));
            assertThat(new String(frames.read().data(), UTF_8)).isEqualTo("two\n");
            Files.move(log, LogRotation.rotated(log, 1));
            write(log, line(3, "after rotation"));
            assertThat(new String(frames.read().data(), UTF_8)).isEqualTo("after rotation\n");
            node.runtime.end(id, 0);
            assertThat(frames.read().channel()).isEqualTo(StreamFrames.ERROR);
            tasks.await();
        }
    }

    @Test
    void previousIsTheOneBefore() throws Exception {
        assertThat(logs("previous", true).status().at("message").text())
                .isEqualTo("previous terminated container \"app\" in pod \"web\" not found");
        write(log(), line(1, "first life"));
        node.runtime.end(node.runtime.running("app").orElseThrow().spec().id(), 1);
        FakeNode.await("again", () -> node.runtime.running("app").isPresent());
        write(log(), line(2, "second life"));

        assertThat(logs("previous", true).stdout()).isEqualTo("first life\n");
        assertThat(logs().stdout()).isEqualTo("second life\n");
    }

    @Test
    void questionsThatHaveNoAnswerSayWhy() throws Exception {
        node.cache.put(FakeNode.pod("slow", """
                {"containers":[{"name":"app","image":"no/such:image"}]}"""));
        FakeNode.await("fails", () -> node.upstream.waiting("slow").equals("ImagePullBackOff"));

        assertThat(logs("pod", "slow", "uid", "").status().at("message").text())
                .isEqualTo("container \"app\" in pod \"slow\" is waiting to start: trying and failing to pull image");
        assertThat(logs("container", "other").status().at("message").text())
                .isEqualTo("container other is not valid for pod web");
        Json missing = logs("pod", "nobody").status();
        assertThat(missing.at("code").intOr(0)).isEqualTo(404);
        assertThat(missing.at("message").text()).isEqualTo("pods \"nobody\" not found");
        Json stopped = ask(request("exec", "pod", "slow", "uid", "", "command", List.of("ls")), frames())
                .status();
        assertThat(stopped.at("message").text()).isEqualTo("container not found (\"app\")");
        assertThat(ask(request("dance"), frames()).status().at("code").intOr(0)).isEqualTo(400);
    }

    @Test
    void aCommandReadsWritesAndEnds() throws Exception {
        node.runtime.command = (command, stdin, stdout, stderr) -> {
            stdout.write((command + " " + new String(stdin.readAllBytes(), UTF_8)).getBytes(UTF_8));
            stderr.write("oops".getBytes(UTF_8));
            return 3;
        };
        Answer answer = ask(
                request("exec", "command", List.of("cat", "-"), "stdin", true),
                frames(0, "hel", 4, "{\"Width\":80,\"Height\":24}", 0, "lo", 255, "\0"));

        assertThat(answer.stdout()).isEqualTo("[cat, -] hello");
        assertThat(answer.stderr()).isEqualTo("oops");
        assertThat(answer.status().at("reason").text()).isEqualTo("NonZeroExitCode");
        assertThat(answer.status()
                        .at("details", "causes")
                        .elements()
                        .getFirst()
                        .at("message")
                        .text())
                .isEqualTo("3");
        assertThat(node.runtime.calls()).contains("resize 80x24");
    }

    @Test
    void aPortIsReachedUntilEitherSideEnds() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var tasks = new TaskGroup()) {
            tasks.start("echo", () -> {
                try (var socket = listener.accept()) {
                    byte[] all = socket.getInputStream().readAllBytes();
                    socket.getOutputStream().write(("got " + new String(all, UTF_8)).getBytes(UTF_8));
                }
            });
            Answer answer =
                    ask(request("port-forward", "port", listener.getLocalPort()), frames(0, "hel", 0, "lo", 255, "\0"));
            assertThat(answer.stdout()).isEqualTo("got hello");
            assertThat(answer.status().at("status").text()).isEqualTo("Success");
        }
    }

    @Test
    void aPortWhereNothingListensSaysSo() throws Exception {
        int port;
        try (var listener = new ServerSocket(0)) {
            port = listener.getLocalPort();
        }
        assertThat(ask(request("port-forward", "port", port), frames())
                        .status()
                        .at("message")
                        .text())
                .isEqualTo("Connection refused");
        assertThat(ask(request("port-forward", "port", 70_000), frames())
                        .status()
                        .at("code")
                        .intOr(0))
                .isEqualTo(400);
    }

    @Test
    void aCommandWithoutInputFindsItsEnd() throws Exception {
        node.runtime.command = (_, stdin, _, _) -> stdin.readAllBytes().length;
        assertThat(ask(request("exec", "command", List.of("wc")), frames())
                        .status()
                        .at("status")
                        .text())
                .isEqualTo("Success");
    }
}
