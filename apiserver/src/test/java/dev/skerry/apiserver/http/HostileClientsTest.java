// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.SubjectName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who only wants to hold a place is put out when its time is over, and meanwhile others are served. How much
/// later others are served is measured by `bench/run hostile`.
@Timeout(60)
class HostileClientsTest {
    private static final int EACH = 50;

    /// The preface of HTTP/2 and empty settings.
    private static final String PREFACE =
            HexFormat.of().formatHex("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                    + "000000040000000000";

    private final Credential root = CertificateAuthority.create("test-ca", SystemClock.CLOCK);
    private final AtomicInteger begun = new AtomicInteger();
    private final List<Socket> hostile = new ArrayList<>();
    private HttpServer server;
    private SSLContext trust;

    @BeforeEach
    void start() throws Exception {
        var authority = new CertificateAuthority(root, SystemClock.CLOCK);
        Credential own = authority.issueServer("server", List.of(SubjectName.parse("127.0.0.1")));
        var tls = new TlsSettings(own.key(), own.chain(), root.chain());
        var settings = ServerSettings.secure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls)
                .withTimeouts(Duration.ofSeconds(2), Duration.ofHours(1), Duration.ofSeconds(2));
        Handler handler = _ -> {
            begun.incrementAndGet();
            return new Response.Full(200, Map.of(), new byte[] {'o', 'k'});
        };
        server = HttpServer.start(settings, handler, SystemClock.CLOCK, new Metrics());
        trust = trust();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : hostile) {
            socket.close();
        }
        server.close();
    }

    @Test
    void theyAreAllPutOutWhileAnOrdinaryClientIsServed() throws Exception {
        for (int i = 0; i < EACH; i++) {
            hostile.add(
                    new Socket(server.address().getAddress(), server.address().getPort()));
            secure("http/1.1").getOutputStream().write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            secure("http/1.1")
                    .getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx"
                            .getBytes(StandardCharsets.US_ASCII));
            secure("h2").getOutputStream().write(HexFormat.of().parseHex(PREFACE));
        }
        ordinaryRequests(100);
        for (Socket socket : hostile) {
            assertThat(isEnded(socket)).isTrue();
        }
    }

    @Test
    void aHeaderThatDribblesBehindAGoodRequestEndsInTime() throws Exception {
        SSLSocket socket = secure("http/1.1");
        var out = socket.getOutputStream();
        out.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var in = socket.getInputStream();
        var answer = new ByteArrayOutputStream();
        while (!answer.toString(StandardCharsets.US_ASCII).endsWith("ok")) {
            answer.write(in.read());
        }
        out.write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
        assertThat(isEnded(socket)).isTrue();
    }

    @Test
    void whoGivesUpRequestsAsFastAsItMakesThemIsPutOut() throws Exception {
        SSLSocket socket = secure("h2");
        var flood = new ByteArrayOutputStream();
        flood.writeBytes(HexFormat.of().parseHex(PREFACE));
        int streams = 20_000;
        for (int i = 0; i < streams; i++) {
            String stream = String.format("%08x", 2 * i + 1);
            // GET https://x/, and at once: cancelled.
            flood.writeBytes(HexFormat.of().parseHex("0000060105" + stream + "828784410178"));
            flood.writeBytes(HexFormat.of().parseHex("0000040300" + stream + "00000008"));
        }
        try {
            socket.getOutputStream().write(flood.toByteArray());
        } catch (IOException _) {
            // Put out while it was still sending.
        }
        assertThat(isEnded(socket)).isTrue();
        assertThat(begun.get()).isLessThan(1_000);
        ordinaryRequests(10);
    }

    @Test
    void headersWithoutEndArePutOut() throws Exception {
        SSLSocket socket = secure("h2");
        var out = socket.getOutputStream();
        out.write(HexFormat.of().parseHex(PREFACE + "000001010000000001" + "82"));
        try {
            for (int i = 0; i < 1_000; i++) {
                out.write(HexFormat.of().parseHex("000001090000000001" + "84"));
            }
        } catch (IOException _) {
            // Put out while it was still sending.
        }
        assertThat(isEnded(socket)).isTrue();
    }

    private void ordinaryRequests(int count) throws Exception {
        try (var client = HttpClient.newBuilder().sslContext(trust).build()) {
            var uri = URI.create("https://127.0.0.1:" + server.address().getPort() + "/");
            for (int i = 0; i < count; i++) {
                var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("ok");
            }
        }
    }

    private SSLSocket secure(String protocol) throws IOException {
        var socket = (SSLSocket) trust.getSocketFactory()
                .createSocket(server.address().getAddress(), server.address().getPort());
        hostile.add(socket);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// Whether the server has ended the connection, or does so within ten times what it allows.
    private static boolean isEnded(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        try {
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            // A reset ends it as well.
            return true;
        }
    }

    private SSLContext trust() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", root.chain().getFirst());
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
