// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.subresource.ProcessNode;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.store.memory.MemoryStore;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Answers that go on: watches, logs and commands, over real connections.
@Timeout(30)
class StreamsTest {
    private static final String DEFAULT = "/api/v1/namespaces/default/";
    private static final String POD = DEFAULT + "pods/p";

    private final HttpClient client = HttpClient.newHttpClient();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(new MemoryStore(), new ProcessNode());
        post("serviceaccounts", "{'metadata':{'name':'default'}}");
        post("pods", "{'metadata':{'name':'p'},'spec':{'nodeName':'n','containers':[{'name':'c','image':'i'}]}}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aStreamingListEndsWithItsMarkAndGoesOn() throws Exception {
        String query = "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        var answer = client.send(get(DEFAULT + "configmaps" + query), BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            Json mark = JsonReader.read(lines.readLine());
            assertThat(mark.at("type").text()).isEqualTo("BOOKMARK");
            assertThat(mark.at("object", "metadata", "annotations", "k8s.io/initial-events-end")
                            .text())
                    .isEqualTo("true");
            post("configmaps", "{'metadata':{'name':'later'}}");
            Json event = JsonReader.read(lines.readLine());
            assertThat(event.at("type").text()).isEqualTo("ADDED");
            assertThat(event.at("object", "metadata", "name").text()).isEqualTo("later");
        }
    }

    @Test
    void aWatchEndsWhenItsTimeIsUp() throws Exception {
        var answer = client.send(
                get(DEFAULT + "configmaps?watch=1&timeoutSeconds=1&allowWatchBookmarks=true"), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("BOOKMARK");
    }

    @Test
    void logsComeFromTheNode() throws Exception {
        assertThat(client.send(get(POD + "/log"), BodyHandlers.ofString()).body())
                .isEqualTo("one\ntwo\n");
        var wrong = client.send(get(POD + "/log?container=x"), BodyHandlers.ofString());
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("container x is not valid for pod p");
    }

    @Test
    void aCommandRunsOverWebSocketInTheNewestAndTheOldestDialect() throws Exception {
        String command = "/exec?command=sh&command=-c&command=echo+out%3B+exit+3&stdout=true&stderr=true";
        Conversation newest = converse(command, "v5.channel.k8s.io");
        assertThat(newest.channel(1)).isEqualTo("out\n");
        assertThat(JsonReader.read(newest.channel(3)).at("reason").text()).isEqualTo("NonZeroExitCode");
        Conversation oldest = converse(command, "channel.k8s.io");
        assertThat(oldest.channel(1)).isEqualTo("out\n");
        assertThat(oldest.channel(3)).startsWith("command terminated with non-zero exit code");
    }

    @Test
    void inputReachesTheCommandAndItsEndToo() throws Exception {
        var conversation = new Conversation();
        WebSocket socket = client.newWebSocketBuilder()
                .subprotocols("v5.channel.k8s.io")
                .buildAsync(webSocket(POD + "/exec?command=cat&stdin=true&stdout=true"), conversation)
                .get(10, TimeUnit.SECONDS);
        socket.sendBinary(ByteBuffer.wrap(new byte[] {0, 'h', 'i'}), true).get();
        socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) 255, 0}), true).get();
        conversation.over.get(10, TimeUnit.SECONDS);
        assertThat(conversation.channel(1)).isEqualTo("hi");
        assertThat(conversation.channel(3)).contains("Success");
    }

    @Test
    void portsAreReachedOverPairsOfChannels() throws Exception {
        var conversation = new Conversation();
        WebSocket socket = client.newWebSocketBuilder()
                .subprotocols("v4.channel.k8s.io")
                .buildAsync(webSocket(POD + "/portforward?ports=80,81"), conversation)
                .get(10, TimeUnit.SECONDS);
        socket.sendBinary(ByteBuffer.wrap(new byte[] {0, 'h', 'i'}), true).get();
        conversation.over.get(10, TimeUnit.SECONDS);
        assertThat(conversation.channel(0)).isEqualTo("P\0got hi");
        assertThat(conversation.channel(1)).isEqualTo("P\0");
        assertThat(conversation.channel(2)).isEqualTo("Q\0");
        assertThat(conversation.channel(3)).contains("error forwarding port 81 to pod p", "Connection refused");
    }

    @Test
    void aPortForwardNamesItsPorts() throws Exception {
        for (String query : new String[] {"", "?ports=0", "?ports=80,x"}) {
            assertThat(refusal("/portforward" + query, "v4.channel.k8s.io")).isEqualTo(400);
        }
        assertThat(refusal("/portforward?ports=80", "v9.channel.k8s.io")).isEqualTo(400);
    }

    @Test
    void logsComeOverWebSocketAsBytesAndInBase64() throws Exception {
        assertThat(whole("/log", "binary.k8s.io")).isEqualTo("one\ntwo\n");
        assertThat(new String(
                        Base64.getDecoder().decode(whole("/log", "base64.binary.k8s.io")), StandardCharsets.UTF_8))
                .isEqualTo("one\ntwo\n");
    }

    private int refusal(String path, String protocol) throws InterruptedException {
        try {
            client.newWebSocketBuilder()
                    .subprotocols(protocol)
                    .buildAsync(webSocket(POD + path), new Conversation())
                    .get();
            return 101;
        } catch (ExecutionException refused) {
            return ((WebSocketHandshakeException) refused.getCause())
                    .getResponse()
                    .statusCode();
        }
    }

    /// All that the server says before it hangs up.
    private String whole(String path, String protocol) throws Exception {
        var said = new StringBuffer();
        var over = new CompletableFuture<Integer>();
        client.newWebSocketBuilder()
                .subprotocols(protocol)
                .buildAsync(webSocket(POD + path), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
                        said.append(StandardCharsets.UTF_8.decode(data));
                        socket.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                        said.append(data);
                        socket.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                        over.complete(code);
                        return null;
                    }
                })
                .get(10, TimeUnit.SECONDS);
        over.get(10, TimeUnit.SECONDS);
        return said.toString();
    }

    @Test
    void aCommandWithoutAnUpgradeIsRefused() throws Exception {
        var answer = client.send(get(POD + "/exec?command=true"), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Upgrade request required");
    }

    private Conversation converse(String path, String protocol) throws Exception {
        var conversation = new Conversation();
        client.newWebSocketBuilder()
                .subprotocols(protocol)
                .buildAsync(webSocket(POD + path), conversation)
                .get(10, TimeUnit.SECONDS);
        conversation.over.get(10, TimeUnit.SECONDS);
        return conversation;
    }

    /// What the server says, by channel.
    private static final class Conversation implements WebSocket.Listener {
        private final CompletableFuture<Integer> over = new CompletableFuture<>();
        private final ByteArrayOutputStream[] channels = new ByteArrayOutputStream[4];

        private Conversation() {
            for (int i = 0; i < channels.length; i++) {
                channels[i] = new ByteArrayOutputStream();
            }
        }

        private String channel(int channel) {
            return channels[channel].toString(StandardCharsets.UTF_8);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            int channel = data.get();
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            channels[channel].writeBytes(bytes);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            over.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            over.completeExceptionally(error);
        }
    }

    private void post(String resource, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.address() + DEFAULT + resource))
                .POST(BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path)).build();
    }

    private URI webSocket(String path) {
        return URI.create(server.address().replace("http", "ws") + path);
    }
}
