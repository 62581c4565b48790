// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.skerry.apiserver.subresource.ProcessNode;
import dev.skerry.store.memory.MemoryStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP to programs in pods, through the API. The program is the JDK's own server.
@Timeout(30)
class ProxyTest {
    private static final String DEFAULT = "/api/v1/namespaces/default/";

    private final HttpClient client = HttpClient.newHttpClient();
    private TestServer server;
    private HttpServer program;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(new MemoryStore(), new ProcessNode());
        program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        program.createContext("/", ProxyTest::tellWhatWasAsked);
        program.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().set("Location", "/there");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        program.start();
        create("serviceaccounts", "{'metadata':{'name':'default'}}");
        create("pods", "{'metadata':{'name':'p'},'spec':{'nodeName':'n','containers':[{'name':'c','image':'i'}]}}");
        create("services", "{'metadata':{'name':'s'},'spec':{'ports':[{'name':'web','port':8000}]}}");
    }

    @AfterEach
    void stop() {
        program.stop(0);
        server.close();
    }

    private static void tellWhatWasAsked(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String told = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body + " " + token;
        exchange.getResponseHeaders().set("X-Program", "yes");
        // No length: the answer comes in chunks.
        exchange.sendResponseHeaders(exchange.getRequestMethod().equals("HEAD") ? 200 : 299, 0);
        try (var out = exchange.getResponseBody()) {
            if (!exchange.getRequestMethod().equals("HEAD")) {
                out.write(told.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void everyVerbReachesTheProgramWithItsPathQueryAndBody(String verb) throws Exception {
        String body = verb.equals("GET") || verb.equals("DELETE") ? "" : "said";
        var answer = send(verb, "pods/p:" + port() + "/proxy/a%20b/c/?x=1&watch=true", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(299);
        assertThat(answer.body()).startsWith(verb + " /a%20b/c/?").contains("x=1", "watch=true", " " + body + " null");
        assertThat(answer.headers().firstValue("X-Program")).contains("yes");
    }

    @Test
    void aHeadIsAnsweredWithoutABody() throws Exception {
        var answer = send("HEAD", "pods/p:" + port() + "/proxy/x", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Program")).contains("yes");
    }

    @Test
    void addressesAreLedBackThroughTheProxy() throws Exception {
        String proxy = DEFAULT + "pods/http:p:" + port() + "/proxy";
        var bare = send("GET", "pods/http:p:" + port() + "/proxy", "");
        assertThat(bare.statusCode()).isEqualTo(301);
        assertThat(bare.headers().firstValue("Location")).contains(proxy + "/");
        var redirected = send("GET", "pods/http:p:" + port() + "/proxy/elsewhere", "");
        assertThat(redirected.statusCode()).isEqualTo(302);
        assertThat(redirected.headers().firstValue("Location")).contains(proxy + "/there");
    }

    @Test
    void aServiceLeadsToAPodThatIsReady() throws Exception {
        var none = send("GET", "services/s/proxy/x", "");
        assertThat(none.statusCode()).isEqualTo(503);
        assertThat(none.body()).contains("no endpoints available for service");
        String slice = "{'metadata':{'name':'s-1','labels':{'kubernetes.io/service-name':'s'}},'addressType':'IPv4',"
                + "'endpoints':[{'addresses':['10.0.0.9'],'conditions':{'ready':true},"
                + "'targetRef':{'kind':'Pod','namespace':'default','name':'p'}}],"
                + "'ports':[{'name':'web','port':" + port() + "}]}";
        post("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", slice);
        for (String service : new String[] {"s", "s:web", "s:8000", "http:s:web"}) {
            assertThat(send("GET", "services/" + service + "/proxy/x", "").body())
                    .startsWith("GET /x ");
        }
        assertThat(send("GET", "services/s:other/proxy/x", "").statusCode()).isEqualTo(503);
    }

    @Test
    void whatCannotBeReachedSaysWhy() throws Exception {
        var refused = send("GET", "pods/p:81/proxy/x", "");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("error trying to reach service: Connection refused");
        assertThat(send("GET", "pods/nobody/proxy/x", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "pods/p:0/proxy/x", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", "pods/https:p:443/proxy/x", "").statusCode()).isEqualTo(400);
    }

    @Test
    void aNodeTellsOfItself() throws Exception {
        post("/api/v1/nodes", "{'metadata':{'name':'n'}}");
        for (String name : new String[] {"n", "n:10250", "https:n:10250"}) {
            var healthy = ofNode("GET", name + "/proxy/healthz");
            assertThat(healthy.statusCode()).as(healthy.body()).isEqualTo(200);
            assertThat(healthy.body()).isEqualTo("ok");
            assertThat(healthy.headers().firstValue("Content-Type")).contains("text/x-health");
        }
        assertThat(ofNode("GET", "n/proxy/containerLogs/default/p/c").body()).isEqualTo("one\ntwo\n");
        var unknown = ofNode("GET", "n/proxy/elsewhere");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("there is no /elsewhere here");
        assertThat(ofNode("GET", "nobody/proxy/healthz").statusCode()).isEqualTo(404);
        assertThat(ofNode("GET", "n:22/proxy/").statusCode()).isEqualTo(400);
        assertThat(ofNode("GET", "n/proxy/containerLogs/p/c").statusCode()).isEqualTo(400);
        assertThat(ofNode("POST", "n/proxy/healthz").statusCode()).isEqualTo(405);
        assertThat(ofNode("GET", "n/proxy").headers().firstValue("Location")).contains("/api/v1/nodes/n/proxy/");
    }

    private HttpResponse<String> ofNode(String verb, String path) throws Exception {
        return request(verb, "/api/v1/nodes/" + path, "");
    }

    private int port() {
        return program.getAddress().getPort();
    }

    private HttpResponse<String> send(String verb, String path, String body) throws Exception {
        return request(verb, DEFAULT + path, body);
    }

    private HttpResponse<String> request(String verb, String path, String body) throws Exception {
        var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        var request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .method(verb, publisher)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private void create(String resource, String body) throws Exception {
        post(DEFAULT + resource, body);
    }

    private void post(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .POST(BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
}
