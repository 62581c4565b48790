// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.codec.YamlReader;
import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.ApiServer;
import dev.skerry.apiserver.ApiServerParts;
import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.store.memory.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is kept of requests to the real API.
class AuditorTest {
    private static final String POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - level: None
              nonResourceURLs: ["/healthz*", /version]
            - level: Metadata
              resources: [{group: "", resources: [secrets]}]
            - level: RequestResponse
              omitManagedFields: true
              resources: [{group: "", resources: [configmaps]}]
            - level: Request
              verbs: [create, patch]
            - level: Metadata
            """;
    private static final String CORE = "/api/v1/namespaces/default/";

    private final List<JsonObject> events = new ArrayList<>();
    private final ObjectStorage storage = new ObjectStorage(new MemoryStore());
    private final ApiServer api = new ApiServer(new ApiServerParts(
                    storage,
                    StandardAccess.build(
                            storage,
                            new ServiceAccountTokens(
                                    ServiceAccountTokens.ISSUER, List.of(Keys.generate()), SystemClock.CLOCK),
                            Map.of(
                                    "root", Identity.of("root", Identity.GROUP_MASTERS),
                                    "jane", Identity.of("jane", "devs")),
                            SystemClock.CLOCK,
                            new Random(1)),
                    (node, _) -> {
                        throw new StatusException(503, "ServiceUnavailable", node, JsonObject.EMPTY);
                    },
                    SystemClock.CLOCK,
                    new Random(1),
                    new Metrics())
            .withAuditor(Auditor.of(
                    AuditPolicy.read(YamlReader.read(POLICY.getBytes(StandardCharsets.UTF_8))),
                    List.of(events::add),
                    SystemClock.CLOCK)));

    @Test
    void metadataTellsWhoDidWhatAndNoSecret() throws Exception {
        send("root", "POST", CORE + "secrets", "{'metadata':{'name':'s'},'stringData':{'password':'hunter2'}}");
        Json event = only();
        assertThat(event.at("level").text()).isEqualTo("Metadata");
        assertThat(event.at("stage").text()).isEqualTo("ResponseComplete");
        assertThat(event.at("verb").text()).isEqualTo("create");
        assertThat(event.at("user", "username").text()).isEqualTo("root");
        assertThat(event.at("sourceIPs").toString()).isEqualTo("[\"10.1.2.3\"]");
        assertThat(event.at("objectRef").toString())
                .isEqualTo("{\"resource\":\"secrets\",\"namespace\":\"default\",\"name\":\"s\",\"apiVersion\":\"v1\"}");
        assertThat(event.at("responseStatus", "code").longOr(0)).isEqualTo(201);
        assertThat(event.at("annotations", "authorization.k8s.io/decision").text())
                .isEqualTo("allow");
        assertThat(event.toString()).doesNotContain("hunter2", "aHVudGVyMg", "requestObject", "responseObject");
    }

    @Test
    void bodiesAreKeptWhereThePolicySaysSo() throws Exception {
        send("root", "POST", CORE + "configmaps", "{'metadata':{'name':'c'},'data':{'a':'b'}}");
        Json event = only();
        assertThat(event.at("requestObject", "data", "a").text()).isEqualTo("b");
        assertThat(event.at("responseObject", "metadata", "uid").text()).isNotEmpty();
        assertThat(event.at("responseObject", "metadata", "managedFields").isNull())
                .isTrue();
        events.clear();
        send("root", "GET", CORE + "configmaps", "", "accept-encoding", "gzip");
        assertThat(only().at("responseObject", "items").elements()).hasSize(1);
        events.clear();
        send("root", "POST", CORE + "serviceaccounts", "{'metadata':{'name':'x'}}");
        assertThat(only().at("requestObject", "metadata", "name").text()).isEqualTo("x");
        assertThat(only().at("responseObject").isNull()).isTrue();
    }

    @Test
    void aClientFindsItsRequestByItsOwnNumber() throws Exception {
        var answer = send("root", "GET", CORE + "pods", "", "audit-id", "ticket-4711");
        assertThat(answer.headers()).containsEntry("Audit-Id", "ticket-4711");
        assertThat(only().at("auditID").text()).isEqualTo("ticket-4711");
        var bad = send("root", "GET", CORE + "pods", "", "audit-id", "two\nlines");
        assertThat(bad.headers().get("Audit-Id")).matches("[0-9a-f-]{36}");
    }

    @Test
    void bothAreKnownWhenSomebodyActsForAnother() throws Exception {
        send("root", "GET", CORE + "pods", "", "impersonate-user", "jane");
        assertThat(only().at("user", "username").text()).isEqualTo("root");
        assertThat(only().at("impersonatedUser", "username").text()).isEqualTo("jane");
        assertThat(only().at("annotations", "authorization.k8s.io/decision").text())
                .isEqualTo("forbid");
        assertThat(only().at("responseStatus", "reason").text()).isEqualTo("Forbidden");
    }

    @Test
    void whoeverIsNotLetInIsToldOfToo() throws Exception {
        send("wrong", "GET", CORE + "pods", "");
        assertThat(only().at("responseStatus", "code").longOr(0)).isEqualTo(401);
        assertThat(only().at("user", "username").text()).isEmpty();
        events.clear();
        send("jane", "DELETE", CORE + "secrets/s", "");
        assertThat(only().at("responseStatus", "code").longOr(0)).isEqualTo(403);
        assertThat(only().at("responseStatus", "message").text()).contains("User \"jane\" cannot delete");
    }

    @Test
    void whatThePolicyLeavesOutIsLeftOut() throws Exception {
        send("root", "GET", "/healthz", "");
        send("root", "GET", "/version", "");
        assertThat(events).isEmpty();
        send("root", "GET", "/metrics", "");
        assertThat(only().at("requestURI").text()).isEqualTo("/metrics");
    }

    @Test
    void aWatchIsToldOfWhenItBeginsAndWhenItEnds() throws Exception {
        var answer =
                send("root", "GET", CORE + "pods", "", Map.of("watch", List.of("1"), "timeoutSeconds", List.of("1")));
        ((Response.Stream) answer).writer().writeTo(new ByteArrayOutputStream());
        assertThat(events.stream().map(event -> event.at("stage").text()))
                .containsExactly("ResponseStarted", "ResponseComplete");
        assertThat(events.getFirst().at("requestURI").text()).contains("watch=1");
    }

    private JsonObject only() {
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private Response send(String token, String method, String path, String json, String... header) throws Exception {
        return send(
                token,
                method,
                path,
                json,
                Map.of(),
                header.length == 0 ? Map.of() : Map.of(header[0], List.of(header[1])));
    }

    private Response send(String token, String method, String path, String json, Map<String, List<String>> query)
            throws Exception {
        return send(token, method, path, json, query, Map.of());
    }

    private Response send(
            String token,
            String method,
            String path,
            String json,
            Map<String, List<String>> query,
            Map<String, List<String>> more)
            throws Exception {
        var headers = new HashMap<>(more);
        headers.put("authorization", List.of("Bearer " + token));
        headers.put("content-type", List.of("application/json"));
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return api.handler().handle(new Request(method, path, query, headers, body, List.of(), "10.1.2.3"));
    }
}
