// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.aggregation.FrontProxy;
import dev.skerry.apiserver.http.HttpServer;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.http.ServerSettings;
import dev.skerry.apiserver.http.TlsSettings;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.SubjectName;
import dev.skerry.security.pki.SwappableCredential;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A group that somebody else's server serves, over real TLS: it believes who is asking because of the certificate
/// that it is shown.
@Timeout(60)
class AggregationTest {
    private static final String API = "/apis/wardle.example.com/v1alpha1";
    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";

    private final CertificateAuthority own = authority("wardle");
    private final CertificateAuthority frontAuthority = authority("front");
    private final BlockingQueue<Request> asked = new LinkedBlockingQueue<>();
    private final TaskGroup tasks = new TaskGroup();
    private TestServer server;
    private Api admin;
    private HttpServer extension;

    @BeforeEach
    void start() throws Exception {
        var front = new SwappableCredential(
                frontAuthority.issueClient(DistinguishedName.of("system:auth-proxy"), Duration.ofDays(1)));
        server = TestServer.startBefore(
                new FrontProxy(front, Pem.write(List.of(frontAuthority.certificate())), "system:auth-proxy"));
        admin = Api.of(server);
        Credential shown = own.issueServer("wardle", List.of(SubjectName.parse("api.wardle.svc")));
        var tls = new TlsSettings(shown.key(), shown.chain(), List.of(frontAuthority.certificate()));
        var address = new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0);
        extension =
                HttpServer.start(ServerSettings.secure(address, tls), this::answer, SystemClock.CLOCK, new Metrics());
        admin.post("/api/v1/namespaces", "{'metadata':{'name':'wardle'}}");
        tasks.start("apis", server.api()::tendApis);
    }

    @AfterEach
    void stop() {
        tasks.close();
        server.close();
        extension.close();
    }

    @Test
    void requestsReachWhoServesThemWithTheNameOfWhoAsks() throws Exception {
        service();
        register("");
        await(() -> condition("v1alpha1.wardle.example.com").equals("True Passed"));
        asked.clear();
        Json made = admin.with("Impersonate-User", "jane")
                .with("Impersonate-Group", "system:masters")
                .with("Impersonate-Extra-Scopes", "view")
                .with("X-Remote-User", "somebody-else")
                .expect(201, "POST", API + "/namespaces/wardle/flunders", "application/json", "{'kind':'Flunder'}");
        assertThat(made.at("kind").text()).isEqualTo("Flunder");
        Request seen = asked.take();
        assertThat(seen.clientCertificates()
                        .getFirst()
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=system:auth-proxy");
        assertThat(seen.headers().get("x-remote-user")).containsExactly("jane");
        assertThat(seen.headers().get("x-remote-group")).contains("system:masters");
        assertThat(seen.headers().get("x-remote-extra-scopes")).containsExactly("view");
        assertThat(seen.headers()).doesNotContainKeys("authorization", "impersonate-user");
        assertThat(seen.headers().get("host"))
                .containsExactly("api.wardle.svc:" + extension.address().getPort());
        assertThat(new String(seen.body(), StandardCharsets.UTF_8)).contains("Flunder");
    }

    @Test
    void whoMayNotAskIsRefusedHere() throws Exception {
        service();
        register("");
        await(() -> condition("v1alpha1.wardle.example.com").equals("True Passed"));
        asked.clear();
        admin.withToken("stranger").expect(403, "GET", API + "/namespaces/wardle/flunders", "", "");
        assertThat(asked)
                .allMatch(request -> request.headers().get("x-remote-user").contains("system:kube-aggregator"));
    }

    @Test
    void discoveryShowsItInBothForms() throws Exception {
        service();
        register("");
        await(() -> condition("v1alpha1.wardle.example.com").equals("True Passed"));
        assertThat(admin.get("/apis").toString()).contains("wardle.example.com/v1alpha1");
        assertThat(admin.get("/apis/wardle.example.com")
                        .at("preferredVersion", "version")
                        .text())
                .isEqualTo("v1alpha1");
        assertThat(admin.get(API).at("resources").elements()).hasSize(2);
        String type = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        Json all = admin.with("Accept", type).get("/apis");
        Json group = all.at("items").elements().stream()
                .filter(one -> one.at("metadata", "name").text().equals("wardle.example.com"))
                .findFirst()
                .orElseThrow();
        Json version = group.at("versions").elements().getFirst();
        assertThat(version.at("freshness").text()).isEqualTo("Current");
        Json resource = version.at("resources").elements().getFirst();
        assertThat(resource.at("resource").text()).isEqualTo("flunders");
        assertThat(resource.at("scope").text()).isEqualTo("Namespaced");
        assertThat(resource.at("responseKind", "group").text()).isEqualTo("wardle.example.com");
        assertThat(resource.at("subresources")
                        .elements()
                        .getFirst()
                        .at("subresource")
                        .text())
                .isEqualTo("status");
        assertThat(admin.get("/openapi/v3").at("paths").object().names()).contains("apis/wardle.example.com/v1alpha1");
        assertThat(admin.get("/openapi/v3/apis/wardle.example.com/v1alpha1")
                        .at("openapi")
                        .text())
                .isEqualTo("3.0.0");
    }

    @Test
    void aWatchGoesOnAndEndsWithItsClient() throws Exception {
        service();
        register("");
        await(() -> condition("v1alpha1.wardle.example.com").equals("True Passed"));
        try (var events = admin.watch(API + "/namespaces/wardle/flunders?watch=true")) {
            assertThat(new String(events.readNBytes(7), StandardCharsets.UTF_8)).isEqualTo("{\"type\"");
        }
    }

    @Test
    void conditionsSayWhyItIsNotThere() throws Exception {
        register("");
        await(() -> condition("v1alpha1.wardle.example.com").equals("False ServiceNotFound"));
        assertThat(admin.refusal(503, "GET", API + "/namespaces/wardle/flunders", ""))
                .contains("service \"api\" not found");
        admin.post(
                "/api/v1/namespaces/wardle/services",
                "{'metadata':{'name':'api'},'spec':{'selector':{'app':'api'},'ports':[{'port':443}]}}");
        await(() -> condition("v1alpha1.wardle.example.com").equals("False MissingEndpoints"));
        admin.delete("/api/v1/namespaces/wardle/services/api");
        service();
        await(() -> condition("v1alpha1.wardle.example.com").equals("True Passed"));
        extension.close();
        await(() -> condition("v1alpha1.wardle.example.com").equals("False FailedDiscoveryCheck"));
        String type = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        assertThat(admin.with("Accept", type).get("/apis").toString()).contains("\"freshness\":\"Stale\"");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotTrustedUnlessThatIsAskedFor() throws Exception {
        service();
        register(bundle(frontAuthority));
        await(() -> condition("v1alpha1.wardle.example.com").equals("False FailedDiscoveryCheck"));
        admin.merge(
                SERVICES + "/v1alpha1.wardle.example.com", "{'spec':{'caBundle':null,'insecureSkipTLSVerify':true}}");
        await(() -> condition("v1alpha1.wardle.example.com").equals("True Passed"));
    }

    @Test
    void whatIsServedHereHasApiServicesThatComeBack() throws Exception {
        await(() ->
                condition("v1.apps").equals("True Local") && condition("v1.").equals("True Local"));
        admin.delete(SERVICES + "/v1.apps");
        await(() -> condition("v1.apps").equals("True Local"));
        admin.post(
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                "{'metadata':{'name':'things.plant.example'},'spec':{'group':'plant.example','scope':'Namespaced',"
                        + "'names':{'plural':'things','kind':'Thing'},'versions':[{'name':'v1','served':true,"
                        + "'storage':true,'schema':{'openAPIV3Schema':{'type':'object'}}}]}}");
        await(() -> condition("v1.plant.example").equals("True Local"));
    }

    private Response answer(Request request) {
        asked.add(request);
        String path = request.path();
        if (request.header("host").isEmpty()) {
            // As every server in Go does.
            return json(400, JsonObject.of("kind", "Status"));
        }
        if (path.startsWith("/openapi/v3/")) {
            return json(200, JsonObject.of("openapi", "3.0.0"));
        }
        if (path.equals(API)) {
            return json(200, JsonReader.read(RESOURCES.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        }
        if (request.flag("watch")) {
            return new Response.Stream(200, Map.of("Content-Type", "application/json"), out -> {
                out.write("{\"type\":\"ADDED\",\"object\":{}}\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                new java.util.concurrent.CountDownLatch(1).await();
            });
        }
        return json(request.method().equals("POST") ? 201 : 200, JsonObject.of("kind", "Flunder"));
    }

    private static final String RESOURCES = "{'kind':'APIResourceList','groupVersion':'wardle.example.com/v1alpha1',"
            + "'resources':[{'name':'flunders','singularName':'flunder','namespaced':true,'kind':'Flunder',"
            + "'verbs':['create','get','list','watch']},{'name':'flunders/status','singularName':'','namespaced':true,"
            + "'kind':'Flunder','verbs':['get']}]}";

    private static Response json(int status, Json body) {
        return new Response.Full(status, Map.of("Content-Type", "application/json"), JsonWriter.writeBytes(body));
    }

    private void service() throws Exception {
        admin.post(
                "/api/v1/namespaces/wardle/services",
                "{'metadata':{'name':'api'},'spec':{'type':'ExternalName','externalName':'127.0.0.1'}}");
    }

    private void register(String bundle) throws Exception {
        admin.post(
                SERVICES,
                ("{'metadata':{'name':'v1alpha1.wardle.example.com'},'spec':{'group':'wardle.example.com',"
                                + "'version':'v1alpha1','groupPriorityMinimum':2000,'versionPriority':200,"
                                + "'caBundle':'%s','service':{'namespace':'wardle','name':'api','port':%d}}}")
                        .formatted(
                                bundle.isEmpty() ? bundle(own) : bundle,
                                extension.address().getPort()));
    }

    private static String bundle(CertificateAuthority authority) {
        return Base64.getEncoder()
                .encodeToString(Pem.write(List.of(authority.certificate())).getBytes(StandardCharsets.UTF_8));
    }

    private String condition(String name) throws Exception {
        var answer = admin.send("GET", SERVICES + "/" + name, "", "");
        if (answer.statusCode() == 404) {
            return "";
        }
        return JsonReader.read(answer.body().getBytes(StandardCharsets.UTF_8))
                .at("status", "conditions")
                .elements()
                .stream()
                .filter(one -> one.at("type").text().equals("Available"))
                .map(one -> one.at("status").text() + " " + one.at("reason").text())
                .findFirst()
                .orElse("");
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = SystemClock.CLOCK.nanos() + Duration.ofSeconds(40).toNanos();
        while (!condition.call()) {
            assertThat(SystemClock.CLOCK.nanos()).isLessThan(end);
            SystemClock.CLOCK.sleep(Duration.ofMillis(50));
        }
    }

    private static CertificateAuthority authority(String name) {
        return new CertificateAuthority(CertificateAuthority.create(name, SystemClock.CLOCK), SystemClock.CLOCK);
    }
}
