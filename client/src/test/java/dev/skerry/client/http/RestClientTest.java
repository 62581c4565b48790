// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.WatchStream.Event;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.time.SystemClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestClientTest {
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
    private static final ObjectName WEB = new ObjectName("default", "web");

    private static RestClient client(ScriptedServer server) {
        return new RestClient(HttpTransport.plain(server.address(), SystemClock.CLOCK), "tester/1");
    }

    @Test
    void pagesArePutTogetherAndItemsKnowTheirKind() throws Exception {
        try (var server = new ScriptedServer((request, out) -> {
            boolean isFirst = !request.contains("continue=");
            String token = isFirst ? ",\"continue\":\"a b\"" : "";
            ScriptedServer.send(out, "200 OK", """
                {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"%s},
                 "items":[{"metadata":{"name":"p%d"}}]}""".formatted(token, isFirst ? 1 : 2));
        })) {
            var listed = client(server).list(new Scope(PODS, "default", "app=a b", ""));
            assertThat(listed.resourceVersion()).isEqualTo("7");
            assertThat(listed.items()).extracting(Object::toString).containsExactly("Pod p1", "Pod p2");
            assertThat(server.requests.getLast())
                    .startsWith("GET /api/v1/namespaces/default/pods?labelSelector=app%3Da%20b&limit=500"
                            + "&continue=a%20b HTTP/1.1");
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void aListWhosePagesExpireBeginsAnew() throws Exception {
        var answers = new java.util.concurrent.LinkedBlockingQueue<>(java.util.List.of(
                "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\",\"continue\":\"x\"}}",
                "{\"kind\":\"Status\",\"reason\":\"Expired\",\"message\":\"old\",\"code\":410}",
                "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"9\"},\"items\":[]}"));
        try (var server = new ScriptedServer((_, out) -> {
            String body = answers.take();
            ScriptedServer.send(out, body.contains("410") ? "410 Gone" : "200 OK", body);
        })) {
            assertThat(client(server).list(Scope.all(PODS)).resourceVersion()).isEqualTo("9");
        }
    }

    @Test
    void failuresAreToldApart() throws Exception {
        try (var server = new ScriptedServer((request, out) -> {
            String code = request.substring(request.indexOf("code") + 4, request.indexOf("code") + 7);
            ScriptedServer.send(
                    out,
                    code + " Whatever",
                    "{\"kind\":\"Status\",\"reason\":\"Because\",\"message\":\"it is so\",\"details\":{\"a\":1}}");
        })) {
            var client = client(server);
            assertThat(client.find(PODS, new ObjectName("default", "code404"))).isEmpty();
            assertThatThrownBy(() -> client.read("/code409"))
                    .isInstanceOfSatisfying(StatusException.class, failed -> {
                        assertThat(failed.code()).isEqualTo(409);
                        assertThat(failed.reason()).isEqualTo("Because");
                        assertThat(failed.details().at("a").longOr(0)).isEqualTo(1);
                    })
                    .hasMessage("it is so");
            assertThatThrownBy(() -> client.read("/code503")).isInstanceOf(TransientException.class);
            assertThatThrownBy(() -> client.read("/code429")).isInstanceOf(TransientException.class);
            client.delete(PODS, new ObjectName("default", "code404"), Deletion.BACKGROUND);
            client.delete(PODS, new ObjectName("default", "code409"), Deletion.background("u1"));
        }
    }

    @Test
    void writesSayWhatTheyAre() throws Exception {
        try (var server = new ScriptedServer((_, out) -> ScriptedServer.send(out, "200 OK", "{\"kind\":\"Pod\"}"))) {
            var client = client(server);
            client.patch(PODS, WEB, "status", PatchType.APPLY, JsonObject.of("a", 1));
            assertThat(server.requests.getLast())
                    .startsWith("PATCH /api/v1/namespaces/default/pods/web/status?fieldManager=tester&force=true ")
                    .contains("Content-Type: application/apply-patch+yaml\n")
                    .contains("User-Agent: tester/1\n")
                    .endsWith("{\"a\":1}");
            client.delete(PODS, WEB, Deletion.background("u1"));
            assertThat(server.requests.getLast())
                    .endsWith("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"propagationPolicy\":\"Background\","
                            + "\"preconditions\":{\"uid\":\"u1\"}}");
        }
    }

    @Test
    void aWatchKeepsHalfAnEventUntilTheRestComes() throws Exception {
        var more = new java.util.concurrent.CountDownLatch(1);
        try (var server = new ScriptedServer((_, out) -> {
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            ScriptedServer.chunk(out, "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Pod\"}}\n\n{\"type\":\"BOOK");
            more.await();
            ScriptedServer.chunk(out, "MARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"12\"}}}\n");
            ScriptedServer.chunk(out, "{\"type\":\"ERROR\",\"object\":{\"code\":410,\"message\":\"old\"}}\n");
            ScriptedServer.chunk(out, "");
        })) {
            try (var watch = client(server).watch(Scope.all(PODS), "5")) {
                assertThat(watch.next(Duration.ofSeconds(10)).orElseThrow()).isInstanceOf(Event.Added.class);
                assertThat(watch.next(Duration.ZERO)).isEmpty();
                more.countDown();
                assertThat(watch.next(Duration.ofSeconds(10))).contains(new Event.Bookmark("12"));
                assertThat(watch.next(Duration.ofSeconds(10))).contains(new Event.Failed(410, "old"));
                assertThat(watch.next(Duration.ofSeconds(10))).contains(new Event.Ended());
            }
        }
    }

    @Test
    void aGetSurvivesThatTheServerClosedTheKeptConnection() throws Exception {
        try (var server = new ScriptedServer((_, out) -> ScriptedServer.send(out, "200 OK", "{}"))) {
            var client = client(server);
            client.read("/version");
            server.cut();
            client.read("/version");
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void aServerThatIsNotThereIsATransientFailureThatNamesTheRequest() throws Exception {
        var server = new ScriptedServer((_, _) -> {});
        var client = client(server);
        server.close();
        assertThatThrownBy(() -> client.find(PODS, WEB))
                .isInstanceOf(TransientException.class)
                .hasMessageStartingWith("GET /api/v1/namespaces/default/pods/web: ");
    }
}
