// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.edge.ApiCall;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Credential;
import dev.skerry.store.Store;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole link over real sockets with real TLS, between a real API server and a node without containers.
@Timeout(60)
class LinkOverLoopbackTest {
    private static final GroupVersionResource EVENTS = new GroupVersionResource("", "v1", "events");
    private static final ObjectName POD = new ObjectName("default", "web-0");

    @TempDir
    private Path folder;

    private final Credential authority = CertificateAuthority.create("test", SystemClock.CLOCK);
    private final Store serverStore = new MemoryStore();
    private Store nodeStore;
    private LoopbackServer server;
    private LoopbackProxy proxy;
    private LoopbackNode node;

    @BeforeEach
    void start() throws IOException {
        nodeStore = SqliteStore.open(folder.resolve("node.db"), SqliteConfig.edge());
        server = new LoopbackServer(serverStore, authority, 0);
        proxy = new LoopbackProxy(new java.net.InetSocketAddress("127.0.0.1", server.port()));
        node = new LoopbackNode("plant-7", address(), server.newToken(), nodeStore, folder);
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        proxy.close();
        server.close();
        nodeStore.close();
    }

    @Test
    void aNodeJoinsIsRegisteredAndIsReady() throws Exception {
        await("registered", () -> isReady("True"));
        // The role is the server's to give, in a write of its own.
        await("its role", () -> node().orElseThrow().labels().containsKey("node-role.kubernetes.io/edge"));
        KubeObject known = node().orElseThrow();
        assertThat(known.labels())
                .containsEntry("node-role.kubernetes.io/edge", "")
                .containsEntry("kubernetes.io/hostname", "plant-7")
                .containsEntry("site", "here");
        assertThat(known.at("status", "nodeInfo", "kubeletVersion").text()).isEqualTo("v1.36.0+skerry1");
        await(
                "the node holds its own Node",
                () -> node.cache().isComplete()
                        && node.cache()
                                .find(NodeResources.NODES, ObjectName.cluster("plant-7"))
                                .isPresent());
        var leases = new GroupVersionResource("coordination.k8s.io", "v1", "leases");
        await(
                "a lease",
                () -> server.admin()
                        .find(leases, new ObjectName("kube-node-lease", "plant-7"))
                        .isPresent());
    }

    @Test
    void aPodComesDownWithWhatItNeedsAndItsStatusGoesUp() throws Exception {
        await("registered", () -> isReady("True"));
        KubeObject pod = createPod("settings");
        await(
                "delivered",
                () -> holds(NodeResources.PODS, POD)
                        && holds(NodeResources.CONFIG_MAPS, new ObjectName("default", "settings"))
                        && holds(NodeResources.NAMESPACES, ObjectName.cluster("default")));
        node.outbox().status(NodeResources.PODS, POD, pod.uid(), JsonObject.of("phase", "Running"));
        await("status", () -> phase().equals("Running"));
        node.outbox().event(event("web-0.started"));
        node.outbox().event(event("web-0.started"));
        await(
                "event",
                () -> server.admin()
                        .find(EVENTS, new ObjectName("default", "web-0.started"))
                        .isPresent());
        server.admin()
                .delete(
                        NodeResources.PODS,
                        POD,
                        new KubeClient.Deletion(pod.uid(), 30, KubeClient.Propagation.BACKGROUND));
        await(
                "told of the deletion",
                () -> node.cache()
                        .find(NodeResources.PODS, POD)
                        .filter(KubeObject::isBeingDeleted)
                        .isPresent());
        node.outbox().podGone(POD, pod.uid());
        await(
                "gone on both sides",
                () -> server.admin().find(NodeResources.PODS, POD).isEmpty()
                        && !holds(NodeResources.PODS, POD)
                        && !holds(NodeResources.CONFIG_MAPS, new ObjectName("default", "settings")));
    }

    @Test
    void whatHappensWhileTheLinkIsCutArrivesAfterwards() throws Exception {
        await("registered", () -> isReady("True"));
        KubeObject pod = createPod("settings");
        await("delivered", () -> holds(NodeResources.PODS, POD));
        proxy.cut();
        await("noticed", () -> !node.link().isConnected());
        await("said", () -> isReady("Unknown"));
        node.outbox().status(NodeResources.PODS, POD, pod.uid(), JsonObject.of("phase", "Pending"));
        node.outbox().status(NodeResources.PODS, POD, pod.uid(), JsonObject.of("phase", "Running"));
        for (int i = 0; i < 100; i++) {
            node.outbox().event(event("web-0.e" + i));
        }
        changeSettings("new");
        // The node dies and comes back without a server, with its disk.
        node.close();
        node = new LoopbackNode("plant-7", "", "", nodeStore, folder);
        assertThat(node.cache().find(NodeResources.PODS, POD)).isPresent();
        proxy.heal();
        await(
                "caught up",
                () -> node.cache()
                        .find(NodeResources.CONFIG_MAPS, new ObjectName("default", "settings"))
                        .filter(map -> map.at("data", "key").text().equals("new"))
                        .isPresent());
        await("status", () -> phase().equals("Running") && isReady("True"));
        await(
                "all events",
                () -> server.admin().list(KubeClient.Scope.all(EVENTS)).items().size() == 100);
    }

    @Test
    void aRestartOfTheServerCostsTheNodeNothing() throws Exception {
        await("registered", () -> isReady("True"));
        createPod("settings");
        await("delivered", () -> holds(NodeResources.PODS, POD));
        long version = node.cache().version();
        int port = server.port();
        server.close();
        await("noticed", () -> !node.link().isConnected());
        long before = SystemClock.CLOCK.nanos();
        server = new LoopbackServer(serverStore, authority, port);
        await("back", () -> node.link().isConnected());
        assertThat(Duration.ofNanos(SystemClock.CLOCK.nanos() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(node.cache().version()).as("nothing was sent again").isEqualTo(version);
    }

    /// Ten seconds are promised, which `LivenessTest` holds to the millisecond; a busy machine gets a few more.
    @Test
    void aBlackHoleIsNoticed() throws Exception {
        await("registered", () -> isReady("True"));
        await("quiet", () -> node.outbox().size(dev.skerry.tunnel.frame.MessageClass.HEARTBEAT) == 0);
        proxy.swallow();
        node.outbox().event(event("web-0.lost"));
        long before = SystemClock.CLOCK.nanos();
        await("noticed", () -> !node.link().isConnected());
        assertThat(Duration.ofNanos(SystemClock.CLOCK.nanos() - before)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void streamsGoBothWays() throws Exception {
        await("registered", () -> isReady("True") && node.link().isConnected());
        try (var stream = server.edge().openStream("plant-7", JsonObject.of("kind", "logs"))) {
            stream.output().write("ping".getBytes(StandardCharsets.UTF_8));
            stream.output().close();
            assertThat(new String(stream.input().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"kind\":\"logs\"}ping");
        }
        var own = new ApiCall.Find(NodeResources.NODES, ObjectName.cluster("plant-7"));
        assertThat(node.link().call(own))
                .hasValueSatisfying(found -> assertThat(found.name()).isEqualTo("plant-7"));
        var other = new ApiCall.Find(NodeResources.SECRETS, new ObjectName("kube-system", "plant-7.node-key"));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> node.link().call(other))
                .hasMessageContaining("forbidden");
    }

    @Test
    void aSecondMachineDoesNotGetATakenName(@TempDir Path otherFolder) throws Exception {
        await("registered", () -> isReady("True"));
        try (var impostor = new LoopbackNode("plant-7", address(), server.newToken(), new MemoryStore(), otherFolder)) {
            await(
                    "the first stays",
                    () -> node.link().isConnected() && !impostor.link().isConnected());
            // It needs somebody's word to take the name.
            server.admin()
                    .delete(
                            NodeResources.SECRETS,
                            new ObjectName("kube-system", "plant-7.node-key"),
                            KubeClient.Deletion.BACKGROUND);
            await("the second gets it", () -> impostor.link().isConnected());
        }
    }

    private String address() {
        return "https://127.0.0.1:" + proxy.port();
    }

    private KubeObject createPod(String configMap) {
        KubeObject map =
                KubeObject.of(new GroupVersionKind("", "v1", "ConfigMap"), new ObjectName("default", configMap));
        server.admin().create(NodeResources.CONFIG_MAPS, map.with(JsonObject.of("key", "old"), "data"));
        server.admin()
                .create(
                        NodeResources.SERVICE_ACCOUNTS,
                        KubeObject.of(
                                new GroupVersionKind("", "v1", "ServiceAccount"),
                                new ObjectName("default", "default")));
        Json container = JsonObject.of(
                "name",
                "c",
                "image",
                "busybox",
                "envFrom",
                JsonArray.of(JsonObject.of("configMapRef", JsonObject.of("name", configMap))));
        KubeObject pod = KubeObject.of(new GroupVersionKind("", "v1", "Pod"), POD)
                .with(JsonObject.of("nodeName", "plant-7", "containers", JsonArray.of(container)), "spec");
        return server.admin().create(NodeResources.PODS, pod);
    }

    private void changeSettings(String value) {
        var name = new ObjectName("default", "settings");
        Json patch = JsonObject.of("data", JsonObject.of("key", value));
        server.admin().patch(NodeResources.CONFIG_MAPS, name, "", KubeClient.PatchType.MERGE, patch);
    }

    private static KubeObject event(String name) {
        return KubeObject.of(new GroupVersionKind("", "v1", "Event"), new ObjectName("default", name))
                .with(JsonObject.of("kind", "Pod", "namespace", "default", "name", "web-0"), "involvedObject")
                .with("Started", "reason")
                .with("it runs", "message")
                .with("Normal", "type")
                .with(JsonObject.of("component", "kubelet"), "source")
                .with(Json.of(1), "count");
    }

    private boolean holds(GroupVersionResource resource, ObjectName name) {
        return node.cache().find(resource, name).isPresent();
    }

    private Optional<KubeObject> node() {
        return server.admin().find(NodeResources.NODES, ObjectName.cluster("plant-7"));
    }

    private boolean isReady(String status) {
        return node().stream()
                .flatMap(found -> found.at("status", "conditions").elements().stream())
                .anyMatch(one -> one.at("type").text().equals("Ready")
                        && one.at("status").text().equals(status));
    }

    private String phase() {
        return server.admin()
                .find(NodeResources.PODS, POD)
                .map(pod -> pod.at("status", "phase").text())
                .orElse("");
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = SystemClock.CLOCK.nanos() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(SystemClock.CLOCK.nanos()).as("waiting for: " + what).isLessThan(end);
            SystemClock.CLOCK.sleep(Duration.ofMillis(20));
        }
    }
}
