// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.subresource.NodeConnector;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.store.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `metrics.k8s.io` before nodes that say what a test puts into their mouths, say nothing, or are away.
@Timeout(60)
class MetricsApiTest {
    private static final String API = "/apis/metrics.k8s.io/v1beta1";
    private static final String AGGREGATED =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

    private final Map<String, String> says = new ConcurrentHashMap<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private TestServer server;
    private Api admin;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(new MemoryStore(), this::open);
        admin = Api.of(server);
        for (String node : List.of("near", "silent", "away")) {
            admin.post("/api/v1/nodes", "{'metadata':{'name':'" + node + "','labels':{'at':'" + node + "'}}}");
        }
        admin.post("/api/v1/namespaces/default/serviceaccounts", "{'metadata':{'name':'default'}}");
        String near = pod("near", "web");
        pod("away", "lost");
        pod("near", "starting");
        says.put("near", """
                {"timestamp":"2026-11-26T20:00:00Z","windowNanos":1250000000,
                 "node":{"cpu":250000001,"memory":1048576},
                 "pods":[{"namespace":"default","name":"web","uid":"%s","containers":[
                   {"name":"app","cpu":12345678,"memory":4096},{"name":"side","cpu":0,"memory":1023}]},
                  {"namespace":"default","name":"starting","uid":"of-one-before","containers":[]}]}""".formatted(near));
        says.put("silent", "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String pod(String node, String name) throws Exception {
        return admin.post(
                        "/api/v1/namespaces/default/pods",
                        "{'metadata':{'name':'%s','labels':{'app':'%s'}},'spec':{'nodeName':'%s',"
                                        .formatted(name, name, node)
                                + "'automountServiceAccountToken':false,'containers':[{'name':'app','image':'app:1'}]}}")
                .at("metadata", "uid")
                .text();
    }

    private NodeConnector.NodeStream open(String node, JsonObject request) {
        asked.add(node + request.at("path").text());
        String text = says.get(node);
        if (text == null) {
            throw new StatusException(503, "ServiceUnavailable", node + " is not connected", JsonObject.EMPTY);
        }
        return new Said(text.isEmpty() ? silence() : new ByteArrayInputStream(frames(text)));
    }

    private record Said(InputStream input) implements NodeConnector.NodeStream {
        @Override
        public OutputStream output() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void close() {
            // There is nothing behind it.
        }
    }

    private static InputStream silence() {
        try {
            return new PipedInputStream(new PipedOutputStream());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static byte[] frames(String document) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            frame(out, 5, "{\"contentType\":\"application/json\"}");
            frame(out, 1, document.substring(0, 40));
            frame(out, 1, document.substring(40));
            frame(out, 3, "{\"status\":\"Success\"}");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void frame(DataOutputStream out, int channel, String text) throws IOException {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        out.write(channel);
        out.writeInt(data.length);
        out.write(data);
    }

    private List<String> names(String path) throws Exception {
        return admin.get(API + path).at("items").elements().stream()
                .map(one -> one.at("metadata", "name").text())
                .toList();
    }

    @Test
    void aNodeIsToldInTheWordsOfTheGroup() throws Exception {
        Json node = admin.get(API + "/nodes/near");
        assertThat(node.at("kind").text()).isEqualTo("NodeMetrics");
        assertThat(node.at("apiVersion").text()).isEqualTo("metrics.k8s.io/v1beta1");
        assertThat(node.at("timestamp").text()).isEqualTo("2026-11-26T20:00:00Z");
        assertThat(node.at("window").text()).isEqualTo("1.25s");
        assertThat(node.at("usage", "cpu").text()).isEqualTo("250000001n");
        assertThat(node.at("usage", "memory").text()).isEqualTo("1024Ki");
        assertThat(node.at("metadata", "labels", "at").text()).isEqualTo("near");
        assertThat(asked).containsExactly("near/stats/rates");
    }

    @Test
    void aPodIsToldContainerByContainer() throws Exception {
        Json pod = admin.get(API + "/namespaces/default/pods/web");
        assertThat(pod.at("kind").text()).isEqualTo("PodMetrics");
        List<Json> containers = pod.at("containers").elements();
        assertThat(containers).hasSize(2);
        assertThat(containers.getFirst().at("usage", "cpu").text()).isEqualTo("12345678n");
        assertThat(containers.getFirst().at("usage", "memory").text()).isEqualTo("4Ki");
    }

    @Test
    void listsHoldWhatAnsweredAndWaitForNobodyWhoDoesNot() throws Exception {
        assertThat(admin.get(API + "/nodes").at("kind").text()).isEqualTo("NodeMetricsList");
        assertThat(names("/nodes")).containsExactly("near");
        assertThat(names("/pods")).containsExactly("web");
        assertThat(names("/namespaces/default/pods")).containsExactly("web");
        assertThat(names("/namespaces/kube-system/pods")).isEmpty();
    }

    @Test
    void selectorsChooseAndOnlyNodesThatAreMeantAreAsked() throws Exception {
        assertThat(names("/nodes?labelSelector=at%3Dnear")).containsExactly("near");
        assertThat(names("/nodes?fieldSelector=metadata.name%3Dnear")).containsExactly("near");
        assertThat(names("/pods?labelSelector=app%3Dweb")).containsExactly("web");
        assertThat(names("/pods?labelSelector=app%3Dstarting")).isEmpty();
        assertThat(names("/pods?labelSelector=app%3Dnone")).isEmpty();
        assertThat(asked).hasSize(4).allMatch("near/stats/rates"::equals);
    }

    @Test
    void whoAsksForOneIsToldWhyThereIsNone() throws Exception {
        assertThat(admin.refusal(404, "GET", API + "/nodes/none", ""))
                .isEqualTo("nodes.metrics.k8s.io \"none\" not found");
        assertThat(admin.refusal(503, "GET", API + "/nodes/away", "")).contains("node away did not say");
        assertThat(admin.refusal(503, "GET", API + "/nodes/silent", "")).contains("within 2 s");
        assertThat(admin.refusal(503, "GET", API + "/namespaces/default/pods/lost", ""))
                .contains("node away did not say");
        assertThat(admin.refusal(404, "GET", API + "/namespaces/default/pods/starting", ""))
                .isEqualTo("pods.metrics.k8s.io \"default/starting\" not found");
    }

    @Test
    void nothingIsWrittenWatchedOrHiddenBelow() throws Exception {
        admin.refusal(405, "DELETE", API + "/nodes/near", "");
        admin.refusal(405, "GET", API + "/nodes?watch=true", "");
        admin.refusal(404, "GET", API + "/nodes/near/status", "");
        admin.refusal(404, "GET", API + "/services", "");
        admin.refusal(404, "GET", "/apis/metrics.k8s.io/v1", "");
        assertThat(asked).isEmpty();
    }

    @Test
    void onlyThoseWhoMayLookAreAnswered() throws Exception {
        Api stranger = admin.withToken("stranger");
        stranger.refusal(403, "GET", API + "/namespaces/default/pods", "");
        assertThat(asked).isEmpty();
        admin.post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
                {'metadata':{'name':'look'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole',
                'name':'view'},'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'User','name':'stranger'}]}""");
        stranger.get(API + "/namespaces/default/pods");
        stranger.refusal(403, "GET", API + "/nodes", "");
    }

    @Test
    void discoveryKnowsTheGroup() throws Exception {
        assertThat(admin.get("/apis/metrics.k8s.io")
                        .at("preferredVersion", "version")
                        .text())
                .isEqualTo("v1beta1");
        assertThat(admin.get(API).at("resources").elements())
                .extracting(one -> one.at("kind").text())
                .containsExactly("NodeMetrics", "PodMetrics");
        assertThat(versions()).hasSize(1);
    }

    /// As the one document of discovery has them.
    private List<Json> versions() throws Exception {
        return admin.with("Accept", AGGREGATED).get("/apis").at("items").elements().stream()
                .filter(one -> one.at("metadata", "name").text().equals("metrics.k8s.io"))
                .flatMap(one -> one.at("versions").elements().stream())
                .toList();
    }

    @Test
    void whoInstallsAServerOfItsOwnForTheGroupHasIt() throws Exception {
        String services = "/apis/apiregistration.k8s.io/v1/apiservices";
        // Helm adopts nothing that it has not made: there must be nothing in its way.
        admin.refusal(404, "GET", services + "/v1beta1.metrics.k8s.io", "");
        admin.post(services, """
                {'metadata':{'name':'v1beta1.metrics.k8s.io'},'spec':{'group':'metrics.k8s.io','version':'v1beta1',
                'groupPriorityMinimum':100,'versionPriority':100,'insecureSkipTLSVerify':true,
                'service':{'namespace':'kube-system','name':'metrics-server'}}}""");
        assertThat(admin.refusal(503, "GET", API + "/nodes", "")).contains("error trying to reach service");
        assertThat(versions()).hasSize(1);
        assertThat(versions().getFirst().at("freshness").text()).isEqualTo("Stale");
        assertThat(asked).isEmpty();

        admin.delete(services + "/v1beta1.metrics.k8s.io");
        assertThat(names("/nodes?labelSelector=at%3Dnear")).containsExactly("near");
    }
}
