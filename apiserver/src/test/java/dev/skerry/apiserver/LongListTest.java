// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lists that are larger than the memory of the server that writes them.
@Timeout(300)
class LongListTest {
    private static final String PODS = "/api/v1/pods";

    @TempDir
    private static Path folder;

    private static SmallHeapServer server;

    /// What went over the wire.
    private record Seen(long bytes, int pods) {}

    @BeforeAll
    static void start() throws IOException {
        server = SmallHeapServer.start(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json                                    | /api/v1/pods",
                "application/yaml                                    | /api/v1/pods",
                "application/vnd.kubernetes.protobuf                 | /api/v1/pods",
                "application/json;as=Table;g=meta.k8s.io;v=v1        | /api/v1/pods?includeObject=Object",
            })
    void aListThatDoesNotFitIntoMemoryGoesOut(String accept, String path) throws Exception {
        Seen seen = list(accept, path);
        assertThat(seen.pods()).isEqualTo(SmallHeapServer.PODS);
        assertThat(seen.bytes()).isGreaterThan(3 * SmallHeapServer.HEAP_MAX);
    }

    @Test
    void manyWhoAskForItAndDoNotReadLeaveRoomForOneWhoDoes() throws Exception {
        var silent = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 30; i++) {
                silent.add(ask(i % 2 == 0 ? "application/json" : "application/vnd.kubernetes.protobuf"));
            }
            assertThat(list("application/json", PODS).pods()).isEqualTo(SmallHeapServer.PODS);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private static Seen list(String accept, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Accept", accept)
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        try (InputStream body = answer.body()) {
            return count(body);
        }
    }

    private static Seen count(InputStream body) throws IOException {
        byte[] mark = SmallHeapServer.MARK.getBytes(StandardCharsets.US_ASCII);
        byte[] buffer = new byte[64 << 10];
        long bytes = 0;
        int pods = 0;
        int matched = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            bytes += read;
            for (int i = 0; i < read; i++) {
                matched = buffer[i] == mark[matched] ? matched + 1 : buffer[i] == mark[0] ? 1 : 0;
                if (matched == mark.length) {
                    pods++;
                    matched = 0;
                }
            }
        }
        return new Seen(bytes, pods);
    }

    /// Asks, waits until the answer has begun, and reads no further.
    private static Socket ask(String accept) throws IOException {
        URI address = URI.create(server.address());
        var socket = new Socket();
        socket.setReceiveBufferSize(8 << 10);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        String request = "GET " + PODS + " HTTP/1.1\r\nHost: x\r\nAccept: " + accept + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readNBytes(12))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("HTTP/1.1 200");
        return socket;
    }
}
