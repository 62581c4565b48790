// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.SubjectName;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The JDK's client, which takes HTTP/2 where the server offers it.
@Timeout(30)
class Http2Test {
    private final Credential root = CertificateAuthority.create("test-ca", SystemClock.CLOCK);
    private final CertificateAuthority authority = new CertificateAuthority(root, SystemClock.CLOCK);

    @Test
    void aClientGetsTheProtocolThatItWants() throws Exception {
        try (var server = start(_ -> text("ok"))) {
            for (Version version : Version.values()) {
                try (var client = client(version)) {
                    var answer = client.send(request(server).build(), BodyHandlers.ofString());
                    assertThat(answer.version()).isEqualTo(version);
                    assertThat(answer.body()).isEqualTo("ok");
                }
            }
        }
    }

    @Test
    void headersOfFramingStayOutside() throws Exception {
        Handler handler = request -> text(String.join(",", request.headers().keySet()));
        try (var server = start(handler);
                var client = client(Version.HTTP_2)) {
            String names = client.send(request(server).header("Asked", "x").build(), BodyHandlers.ofString())
                    .body();
            assertThat(names).contains("asked", "host").doesNotContain("x-http2", ":path");
        }
    }

    @Test
    void bigBodiesGoBothWays() throws Exception {
        byte[] big = new byte[3_000_000];
        java.util.Arrays.fill(big, (byte) 'x');
        try (var server = start(request -> new Response.Full(200, Map.of(), request.body()));
                var client = client(Version.HTTP_2)) {
            var answer = client.send(
                    request(server).POST(BodyPublishers.ofByteArray(big)).build(), BodyHandlers.ofByteArray());
            assertThat(answer.body()).isEqualTo(big);
            var tooBig = client.send(
                    request(server)
                            .POST(BodyPublishers.ofByteArray(new byte[3_200_000]))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(tooBig.statusCode()).isEqualTo(413);
            assertThat(client.send(request(server).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aStreamIsSeenWhileItGoesOnAndEndsWithItsClient() throws Exception {
        var ended = new CountDownLatch(1);
        Handler handler = request -> request.path().equals("/short")
                ? text("ok")
                : new Response.Stream(200, Map.of(), out -> {
                    try {
                        out.write('1');
                        out.flush();
                        new CountDownLatch(1).await();
                    } finally {
                        ended.countDown();
                    }
                });
        try (var server = start(handler);
                var client = client(Version.HTTP_2)) {
            InputStream watch = client.send(request(server).build(), BodyHandlers.ofInputStream())
                    .body();
            assertThat(watch.read()).isEqualTo('1');
            var beside = HttpRequest.newBuilder(URI.create(address(server) + "/short"))
                    .build();
            assertThat(client.send(beside, BodyHandlers.ofString()).body()).isEqualTo("ok");
            watch.close();
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aReaderThatStopsHoldsItsOwnStreamAndNoOther() throws Exception {
        var written = new java.util.concurrent.atomic.AtomicLong();
        Handler handler = request -> request.path().equals("/short")
                ? text("ok")
                : new Response.Stream(200, Map.of(), out -> {
                    for (int i = 0; i < 1_000; i++) {
                        out.write(new byte[64 * 1024]);
                        written.addAndGet(64 * 1024);
                    }
                });
        try (var server = start(handler);
                var client = client(Version.HTTP_2)) {
            try (InputStream slow = client.send(request(server).build(), BodyHandlers.ofInputStream())
                    .body()) {
                assertThat(slow.read()).isZero();
                var beside = HttpRequest.newBuilder(URI.create(address(server) + "/short"))
                        .build();
                for (int i = 0; i < 100; i++) {
                    assertThat(client.send(beside, BodyHandlers.ofString()).body())
                            .isEqualTo("ok");
                }
                // The client's window for one stream is 16 MiB, beside which stand its own buffers and ours.
                assertThat(written.get()).isLessThan(32L * 1024 * 1024);
                assertThat(slow.readAllBytes()).hasSize(1_000 * 64 * 1024 - 1);
            }
        }
    }

    @Test
    void whatWantsToLeaveHttpIsRefused() throws Exception {
        Handler handler = _ -> new Response.Upgrade(Map.of("Upgrade", "echo"), (_, _) -> {});
        try (var server = start(handler);
                var client = client(Version.HTTP_2)) {
            assertThat(client.send(request(server).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void whatIsBegunIsAnsweredWhenTheServerCloses() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Handler handler = _ -> {
            begun.countDown();
            goOn.await();
            return text("finished");
        };
        var server = start(handler);
        try (var client = client(Version.HTTP_2)) {
            var answer = client.sendAsync(request(server).build(), BodyHandlers.ofString());
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            var closing = CompletableFuture.runAsync(server::close);
            goOn.countDown();
            assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("finished");
            closing.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void manyRequestsShareOneConnection() throws Exception {
        try (var server = start(request -> text(request.path()));
                var client = client(Version.HTTP_2)) {
            client.send(request(server).build(), BodyHandlers.ofString());
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 90; i++) {
                var uri = URI.create(address(server) + "/" + i);
                answers.add(client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()));
            }
            for (int i = 0; i < 90; i++) {
                assertThat(answers.get(i).get().body()).isEqualTo("/" + i);
            }
        }
    }

    private HttpServer start(Handler handler) throws IOException {
        Credential own = authority.issueServer("server", List.of(SubjectName.parse("127.0.0.1")));
        var tls = new TlsSettings(own.key(), own.chain(), root.chain());
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return HttpServer.start(ServerSettings.secure(address, tls), handler, SystemClock.CLOCK, new Metrics());
    }

    private HttpClient client(Version version) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", root.chain().getFirst());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().version(version).sslContext(context).build();
    }

    private static HttpRequest.Builder request(HttpServer server) {
        return HttpRequest.newBuilder(URI.create(address(server) + "/"));
    }

    private static String address(HttpServer server) {
        return "https://127.0.0.1:" + server.address().getPort();
    }

    private static Response text(String text) {
        return new Response.Full(200, Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }
}
