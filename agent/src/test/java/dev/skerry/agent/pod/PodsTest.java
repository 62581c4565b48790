// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static dev.skerry.agent.pod.FakeNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.ContainerRuntime.Container;
import dev.skerry.runtime.ContainerRuntime.State;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole pod machinery on a machine in memory, agent restarts and reboots included.
class PodsTest {
    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");
    private static final String ONE = """
            {"containers":[{"name":"app","image":"app:1"}]}""";

    @TempDir
    private Path folder;

    private FakeNode node;

    @BeforeEach
    void start() {
        node = new FakeNode(folder);
        node.images.local.put("app:1", FakeNode.Images.image("app:1"));
        node.startAgent();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private KubeObject run(String name, String spec) {
        KubeObject pod = FakeNode.pod(name, spec);
        node.cache.put(pod);
        return pod;
    }

    private KubeObject runAndAwait(String name, String spec) {
        KubeObject pod = run(name, spec);
        await(name + " is ready", () -> node.upstream.isReady(name));
        return pod;
    }

    private Container app() {
        return node.runtime.running("app").orElseThrow();
    }

    @Test
    void aPodRunsAndItsStatusSaysSo() {
        runAndAwait("web", ONE);

        JsonObject status = node.upstream.status("web");
        assertThat(status.at("phase").text()).isEqualTo("Running");
        assertThat(status.at("podIP").text()).isEqualTo("127.0.0.2");
        assertThat(status.at("hostIP").text()).isEqualTo("192.0.2.1");
        assertThat(status.at("qosClass").text()).isEqualTo("BestEffort");
        assertThat(status.at("observedGeneration").longOr(0)).isEqualTo(1);
        Json app = node.upstream.container("web");
        assertThat(app.at("containerID").text())
                .isEqualTo("skerry://" + app().spec().id());
        assertThat(app.at("imageID").text()).isEqualTo("app:1@sha256:d1");
        assertThat(app.at("started").booleanOr(false)).isTrue();
        assertThat(node.upstream.reasons()).containsExactly("Pulled", "Created", "Started");
        assertThat(app().spec().environment()).contains("KUBERNETES_SERVICE_HOST=10.43.0.1");
    }

    /// Found by the simulation, seed 7: what the server says of a pod is not sent back to its node.
    @Test
    void anAgentThatStartsAgainTakesNothingBack() {
        runAndAwait("web", """
                {"containers":[{"name":"app","image":"app:1",
                  "startupProbe":{"exec":{"command":["true"]},"periodSeconds":1},
                  "readinessProbe":{"exec":{"command":["true"]},"periodSeconds":1}}]}""");
        Json start = node.upstream.status("web").at("startTime");
        node.killAgent();
        node.upstream.history.clear();
        node.clock.push(Duration.ofSeconds(5));
        node.startAgent();
        await("it says so again", () -> !node.upstream.history.isEmpty());

        assertThat(node.upstream.isReady("web")).isTrue();
        assertThat(node.upstream.history).allSatisfy(status -> {
            assertThat(status.at("startTime")).isEqualTo(start);
            assertThat(status.at("containerStatuses").elements().getFirst().at("ready"))
                    .isEqualTo(Json.of(true));
        });
    }

    @Test
    void whoLooksAtARunningPodGetsAContainerInIt() {
        KubeObject pod = runAndAwait("web", ONE);
        String app = app().spec().id();
        node.cache.put(pod.with(
                Json.of(List.of(JsonObject.of("name", "look", "image", "app:1", "targetContainerName", "app"))),
                "spec",
                "ephemeralContainers"));
        await("it is said to run", () -> !look().at("state", "running").isNull());

        assertThat(node.runtime.running("look").orElseThrow().spec().processesOf())
                .isEqualTo(app);
        assertThat(look().at("ready")).isEqualTo(Json.of(false));
        assertThat(node.upstream.isReady("web")).isTrue();
        assertThat(node.upstream.status("web").at("containerStatuses").elements())
                .hasSize(1);

        node.runtime.end(node.runtime.running("look").orElseThrow().spec().id(), 3);
        await(
                "its end is told",
                () -> look().at("state", "terminated", "exitCode").intOr(0) == 3);
        assertThat(node.upstream.phase("web")).isEqualTo("Running");
        assertThat(node.runtime.calls()).containsOnlyOnce("start look-0").doesNotContain("start look-1");
    }

    @Test
    void aTargetThatDoesNotRunIsWaitedFor() {
        node.runtime.failsToStart = "app";
        run("web", """
                {"containers":[{"name":"app","image":"app:1"}],
                 "ephemeralContainers":[{"name":"look","image":"app:1","targetContainerName":"app"}]}""");
        await(
                "it says why",
                () -> look().at("state", "waiting", "message")
                        .text()
                        .equals("unable to find target container \"app\""));
        assertThat(look().at("state", "waiting", "reason").text()).isEqualTo("CreateContainerConfigError");
    }

    private Json look() {
        var all = node.upstream.status("web").at("ephemeralContainerStatuses").elements();
        return all.isEmpty() ? JsonObject.EMPTY : all.getFirst();
    }

    @Test
    void aContainerThatDiesRunsAgainAtOnce() {
        runAndAwait("web", ONE);
        String first = app().spec().id();
        long begun = System.nanoTime();
        node.runtime.end(first, 1);
        await("it runs again", () -> node.runtime.running("app").isPresent());

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        await(
                "ready again",
                () -> node.upstream.container("web").at("restartCount").intOr(0) == 1 && node.upstream.isReady("web"));
        assertThat(node.upstream
                        .container("web")
                        .at("lastState", "terminated", "exitCode")
                        .intOr(0))
                .isEqualTo(1);
    }

    @Test
    void aContainerThatDiesAgainWaits() {
        runAndAwait("web", ONE);
        node.runtime.end(app().spec().id(), 1);
        await("second attempt", () -> node.runtime.running("app").isPresent());
        node.runtime.end(app().spec().id(), 1);

        await("waits", () -> node.upstream.waiting("web").equals("CrashLoopBackOff"));
        assertThat(node.upstream.phase("web")).isEqualTo("Running");
        assertThat(node.upstream.hasEvent("BackOff", "Back-off restarting failed container app in pod web_default"))
                .isTrue();
    }

    @Test
    void anAgentThatStartsAgainAdoptsWhatRuns() {
        runAndAwait("web", ONE);
        Container before = app();
        node.killAgent();
        int told = node.upstream.history.size();
        node.cache.put(FakeNode.pod("web", ONE).with(node.upstream.status("web"), "status"));
        node.startAgent();
        runAndAwait("other", ONE.replace("app\"", "second\""));

        assertThat(node.runtime.container(before.spec().id()).orElseThrow().state())
                .isEqualTo(before.state());
        assertThat(node.upstream.history.subList(told, node.upstream.history.size()).stream()
                        .filter(status -> status.at("podIP").text().equals("127.0.0.2")))
                .as("nothing new is told of it")
                .isEmpty();
    }

    @Test
    void anAgentThatWasAwayWhenAContainerDiedStartsItAgain() {
        runAndAwait("web", ONE);
        String first = app().spec().id();
        node.killAgent();
        node.runtime.end(first, 1);
        node.startAgent();

        await("runs again", () -> node.runtime.running("app").isPresent());
        await(
                "counts on",
                () -> node.upstream.container("web").at("restartCount").intOr(0) == 1);
    }

    @Test
    void everythingStartsAfterARebootWithoutAnybodysHelp() {
        for (int i = 0; i < 10; i++) {
            runAndAwait("web" + i, ONE);
        }
        node.reboot();
        long begun = System.nanoTime();
        node.startAgent();

        await(
                "all run",
                () -> node.runtime.containers().stream()
                                .filter(container -> container.state() instanceof State.Running)
                                .count()
                        == 10);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aDeletedPodEndsWithinItsGraceAndIsReportedGone() {
        KubeObject pod = runAndAwait("web", ONE);
        node.cache.put(pod.with("2026-01-01T00:00:00Z", "metadata", "deletionTimestamp")
                .with(Json.of(7), "metadata", "deletionGracePeriodSeconds"));

        await("gone", () -> node.upstream.gone.contains("uid-web"));
        assertThat(node.runtime.calls()).contains("stop app-0 7", "remove sandbox");
        assertThat(node.runtime.containers()).isEmpty();
        assertThat(folder.resolve("pods").resolve("uid-web")).doesNotExist();
        assertThat(node.upstream.hasEvent("Killing", "Stopping container app")).isTrue();
    }

    @Test
    void aForcedDeletionCutsTheGraceShort() {
        node.runtime.ignoresSignals = true;
        KubeObject pod = runAndAwait("web", ONE);
        node.cache.put(pod.with("2026-01-01T00:00:00Z", "metadata", "deletionTimestamp")
                .with(Json.of(600), "metadata", "deletionGracePeriodSeconds"));
        await("is being stopped", () -> node.runtime.calls().contains("stop app-0 600"));
        node.cache.remove(pod);

        await("gone", () -> node.runtime.containers().isEmpty());
        assertThat(node.runtime.calls()).contains("stop app-0 2");
    }

    @Test
    void anEmptyCacheThatIsNotCompleteKillsNothing() {
        runAndAwait("web", ONE);
        node.killAgent();
        node.cache.clear();
        node.cache.isComplete = false;
        node.startAgent();
        runAndAwait("other", ONE.replace("app\"", "second\""));
        assertThat(node.runtime.running("app")).isPresent();

        node.cache.isComplete = true;
        node.cache.put(CONFIG_MAPS, configMap("any", "a", "b"));
        await("what nobody wants is stopped", () -> node.runtime.running("app").isEmpty());
        assertThat(node.runtime.running("second")).isPresent();
    }

    @Test
    void anImageIsPulledWithThePasswordOfItsRegistry() {
        node.images.remote.put("reg.test:5000/app:2", FakeNode.Images.image("reg.test:5000/app:2"));
        String config = "{\"auths\":{\"https://reg.test:5000/v2/\":{\"auth\":\"dXNlcjpwYXNz\"}}}";
        node.cache.put(
                new GroupVersionResource("", "v1", "secrets"),
                new KubeObject(JsonObject.of(
                        "kind",
                        "Secret",
                        "metadata",
                        JsonObject.of("name", "pull", "namespace", "default"),
                        "data",
                        JsonObject.of(
                                ".dockerconfigjson",
                                java.util.Base64.getEncoder().encodeToString(config.getBytes())))));
        runAndAwait("web", """
                {"imagePullSecrets":[{"name":"pull"}],
                 "containers":[{"name":"app","image":"reg.test:5000/app:2"}]}""");

        assertThat(node.images.pulled).containsExactly("reg.test:5000/app:2 as user");
        assertThat(node.upstream.reasons()).containsExactly("Pulling", "Pulled", "Created", "Started");
    }

    @Test
    void imagesThatCannotBeHadSayWhy() {
        run("missing", """
                {"containers":[{"name":"app","image":"nobody/has:this"}]}""");
        run("never", """
                {"containers":[{"name":"app","image":"nobody/has:this","imagePullPolicy":"Never"}]}""");
        run("invalid", """
                {"containers":[{"name":"app","image":"a b"}]}""");

        await("pull fails", () -> node.upstream.waiting("missing").equals("ErrImagePull"));
        await("then waits", () -> node.upstream.waiting("missing").equals("ImagePullBackOff"));
        await("never", () -> node.upstream.waiting("never").equals("ErrImageNeverPull"));
        await("invalid", () -> node.upstream.waiting("invalid").equals("InvalidImageName"));
        assertThat(node.upstream.phase("missing")).isEqualTo("Pending");
        assertThat(node.upstream.hasEvent("Failed", "Failed to pull image \"nobody/has:this\""))
                .isTrue();
    }

    @Test
    void whatIsThereStandsInForARegistryThatIsNotButNotForOneThatRefuses() {
        node.images.local.put("app:1", FakeNode.Images.image("app:1"));
        String always = """
                {"containers":[{"name":"app","image":"app:1","imagePullPolicy":"Always"}]}""";
        runAndAwait("cut-off", always);

        node.images.isRegistryThere = true;
        run("refused", always);
        await("is refused", () -> node.upstream.waiting("refused").equals("ErrImagePull"));
        await("and stays so", () -> node.upstream.waiting("refused").equals("ImagePullBackOff"));
    }

    @Test
    void aCorrectedImageIsTriedAtOnce() {
        KubeObject pod = run("web", """
                {"containers":[{"name":"app","image":"nobody/has:this"}]}""");
        await("pull fails", () -> node.upstream.waiting("web").equals("ErrImagePull"));
        node.cache.put(pod.with(FakeNode.pod("web", ONE).at("spec"), "spec"));

        await("runs", () -> node.upstream.isReady("web"));
    }

    @Test
    void aMissingConfigMapIsShownAndItsArrivalMendsThePod() {
        run("web", """
                {"containers":[{"name":"app","image":"app:1","env":[{"name":"LIMIT","valueFrom":
                 {"configMapKeyRef":{"name":"limits","key":"high"}}}]}]}""");
        await("waits", () -> node.upstream.waiting("web").equals("CreateContainerConfigError"));
        assertThat(node.upstream
                        .container("web")
                        .at("state", "waiting", "message")
                        .text())
                .isEqualTo("configmap \"limits\" not found");
        node.cache.put(CONFIG_MAPS, configMap("limits", "high", "70"));

        await("runs", () -> node.upstream.isReady("web"));
        assertThat(app().spec().environment()).contains("LIMIT=70");
    }

    @Test
    void aVolumeOfAMissingConfigMapIsShownAndFollowsItsChanges() throws Exception {
        run("web", """
                {"volumes":[{"name":"conf","configMap":{"name":"conf"}}],
                 "containers":[{"name":"app","image":"app:1","volumeMounts":[{"name":"conf","mountPath":"/conf"}]}]}""");
        await(
                "event",
                () -> node.upstream.hasEvent(
                        "FailedMount", "MountVolume.SetUp failed for volume \"conf\" : configmap \"conf\" not found"));
        assertThat(node.upstream.waiting("web")).isEqualTo("ContainerCreating");
        node.cache.put(CONFIG_MAPS, configMap("conf", "a.txt", "one"));
        await("runs", () -> node.upstream.isReady("web"));
        var mount = app().spec().mounts().stream()
                .filter(one -> one.target().equals("/conf"))
                .findFirst()
                .orElseThrow();
        assertThat(mount.isReadOnly()).isTrue();
        Path file = Path.of(mount.source()).resolve("a.txt");
        assertThat(Files.readString(file)).isEqualTo("one");

        node.cache.put(CONFIG_MAPS, configMap("conf", "a.txt", "two"));
        await("file follows", () -> read(file).equals("two"));
    }

    @Test
    void aRenewedTokenReachesThePodThoughNoObjectChanges() {
        runAndAwait("web", """
                {"volumes":[{"name":"token","projected":{"sources":[{"serviceAccountToken":{"path":"token"}}]}}],
                 "containers":[{"name":"app","image":"app:1"}]}""");
        Path file = folder.resolve("pods/uid-web/volumes/token/token");
        assertThat(read(file)).isEqualTo("token-1");
        node.token = "token-2";
        node.clock.push(Duration.ofMinutes(1));
        // Whatever wakes the pod; otherwise it looks once a minute.
        node.runtime.end(app().spec().id(), 1);

        await("file follows", () -> read(file).equals("token-2"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @Test
    void aPodThatFinishesSucceeds() {
        run("job", """
                {"restartPolicy":"Never","containers":[{"name":"app","image":"app:1"}]}""");
        await("runs", () -> node.upstream.isReady("job"));
        node.runtime.end(app().spec().id(), 0);

        await("succeeded", () -> node.upstream.phase("job").equals("Succeeded"));
        assertThat(node.upstream
                        .container("job")
                        .at("state", "terminated", "reason")
                        .text())
                .isEqualTo("Completed");
    }

    @Test
    void aTerminationMessageIsShown() throws Exception {
        run("job", """
                {"restartPolicy":"Never","containers":[{"name":"app","image":"app:1"}]}""");
        await("runs", () -> node.upstream.isReady("job"));
        String file = app().spec().mounts().stream()
                .filter(mount -> mount.target().equals("/dev/termination-log"))
                .findFirst()
                .orElseThrow()
                .source();
        Files.writeString(Path.of(file), "no more paper");
        node.runtime.end(app().spec().id(), 3);

        await("failed", () -> node.upstream.phase("job").equals("Failed"));
        Json ended = node.upstream.container("job").at("state", "terminated");
        assertThat(ended.at("message").text()).isEqualTo("no more paper");
        assertThat(ended.at("exitCode").intOr(0)).isEqualTo(3);
    }

    @Test
    void aContainerThatCannotStartSaysWhy() {
        node.runtime.failsToStart = "app";
        run("web", ONE);

        await("error", () -> node.upstream.waiting("web").equals("RunContainerError"));
        assertThat(node.upstream.hasEvent("Failed", "executable file not found"))
                .isTrue();
        node.runtime.failsToStart = "";
        await("runs", () -> node.upstream.isReady("web"));
    }

    @Test
    void aFailingLivenessProbeRestartsTheContainer() {
        node.runtime.command = (_, _, stdout, _) -> {
            stdout.write("sick".getBytes());
            return 1;
        };
        run("web", """
                {"containers":[{"name":"app","image":"app:1","livenessProbe":
                 {"exec":{"command":["check"]},"periodSeconds":1,"failureThreshold":1}}]}""");

        await("restarted", () -> node.runtime.calls().contains("start app-1"));
        assertThat(node.upstream.hasEvent("Unhealthy", "Liveness probe failed: sick"))
                .isTrue();
        assertThat(node.upstream.hasEvent("Killing", "Container app failed liveness probe, will be restarted"))
                .isTrue();
    }

    @Test
    void aPodIsReadyWhenItsProbeSaysSo() throws Exception {
        var address = java.net.InetAddress.getByName("127.0.0.2");
        int port;
        try (var free = new ServerSocket(0, 50, address)) {
            port = free.getLocalPort();
        }
        run("web", """
                {"containers":[{"name":"app","image":"app:1","readinessProbe":
                 {"tcpSocket":{"port":%d},"periodSeconds":1}}]}""".formatted(port));
        await("running, not ready", this::hasRunUnready);
        try (var _ = new ServerSocket(port, 50, address)) {
            await("ready", () -> node.upstream.isReady("web"));
        }
    }

    private boolean hasRunUnready() {
        return node.upstream.history.stream()
                .map(status -> status.at("containerStatuses").elements())
                .filter(statuses -> !statuses.isEmpty())
                .anyMatch(
                        statuses -> !statuses.getFirst().at("state", "running").isNull()
                                && !statuses.getFirst().at("ready").booleanOr(true));
    }

    @Test
    void initContainersPrepareThePod() {
        run("web", """
                {"initContainers":[{"name":"first","image":"app:1"}],"containers":[{"name":"app","image":"app:1"}]}""");
        await("init runs", () -> node.runtime.running("first").isPresent());
        await("status", () -> node.upstream.waiting("web").equals("PodInitializing"));
        node.runtime.end(node.runtime.running("first").orElseThrow().spec().id(), 0);

        await("ready", () -> node.upstream.isReady("web"));
        assertThat(node.upstream.status("web").at("initContainerStatuses").elements())
                .singleElement()
                .satisfies(status ->
                        assertThat(status.at("ready").booleanOr(false)).isTrue());
    }

    @Test
    void aPreStopHookRunsBeforeTheSignal() {
        var commands = new java.util.concurrent.CopyOnWriteArrayList<List<String>>();
        node.runtime.command = (words, _, _, _) -> {
            commands.add(words);
            return 0;
        };
        KubeObject pod = runAndAwait("web", """
                {"containers":[{"name":"app","image":"app:1","lifecycle":{"preStop":{"exec":{"command":["bye"]}}}}]}""");
        node.cache.put(pod.with("2026-01-01T00:00:00Z", "metadata", "deletionTimestamp"));

        await("gone", () -> node.upstream.gone.contains("uid-web"));
        assertThat(commands).containsExactly(List.of("bye"));
    }

    private static KubeObject configMap(String name, String key, String value) {
        return new KubeObject(JsonObject.of(
                "kind",
                "ConfigMap",
                "metadata",
                JsonObject.of("name", name, "namespace", "default"),
                "data",
                JsonObject.of(key, value)));
    }
}
