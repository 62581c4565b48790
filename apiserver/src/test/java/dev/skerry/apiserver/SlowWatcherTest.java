// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A watcher that does not read harms nobody.
@Timeout(120)
class SlowWatcherTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final int SILENT = 20;

    /// Of 200 KB each, more than both ends of a connection hold, and more than the ring of events does.
    private static final int WRITES = 100;

    private static final int SIZE = 200_000;

    /// Each event must have arrived before the next write is made: had it to wait for those who do not read, it would
    /// wait for longer than the test may take.
    @Test
    void othersAreToldWhileItHangs() throws Exception {
        try (var server = TestServer.start(Duration.ofHours(1))) {
            List<Socket> silent = silent(server);
            try (var reader = reader(server)) {
                writeAndRead(server, reader);
            } finally {
                close(silent);
            }
        }
    }

    @Test
    void itIsCutOff() throws Exception {
        try (var server = TestServer.start(Duration.ofSeconds(1))) {
            List<Socket> silent = silent(server);
            assertThat(server.connections()).isGreaterThanOrEqualTo(SILENT);
            try (var reader = reader(server)) {
                writeAndRead(server, reader);
                Api api = Api.of(server);
                int n = WRITES;
                while (server.connections() >= SILENT) {
                    api.merge(MAPS + "/a", "{'data':{'n':'" + n++ + "','filling':''}}");
                    reader.readLine();
                }
                assertThat(readToEnd(silent.getFirst())).isLessThan((long) WRITES * SIZE);
            } finally {
                close(silent);
            }
        }
    }

    /// Whoever reads again after the ring of events has moved on is told so instead of what is there no more.
    @Test
    void whoReadsAgainIsToldToListAnew() throws Exception {
        try (var server = TestServer.start(Duration.ofHours(1))) {
            List<Socket> silent = silent(server);
            try (var reader = reader(server)) {
                writeAndRead(server, reader);
                var lines = new BufferedReader(
                        new InputStreamReader(silent.getFirst().getInputStream(), StandardCharsets.UTF_8));
                String line = lines.readLine();
                while (!line.startsWith("{\"type\":\"ERROR\"")) {
                    line = lines.readLine();
                }
                assertThat(JsonReader.read(line).at("object", "code").intOr(0)).isEqualTo(410);
            } finally {
                close(silent);
            }
        }
    }

    private static void writeAndRead(TestServer server, BufferedReader reader) throws Exception {
        Api api = Api.of(server);
        String filling = "x".repeat(SIZE);
        api.post(MAPS, "{'metadata':{'name':'a'}}");
        reader.readLine();
        for (int i = 0; i < WRITES; i++) {
            api.put(MAPS + "/a", "{'metadata':{'name':'a'},'data':{'n':'" + i + "','filling':'" + filling + "'}}");
            Json event = JsonReader.read(reader.readLine());
            assertThat(event.at("object", "data", "n").text()).isEqualTo(Integer.toString(i));
        }
    }

    private static BufferedReader reader(TestServer server) throws Exception {
        return new BufferedReader(
                new InputStreamReader(Api.of(server).watch(MAPS + "?watch=true"), StandardCharsets.UTF_8));
    }

    /// Watchers that have seen their watch begin, and read no further.
    private static List<Socket> silent(TestServer server) throws IOException {
        URI address = URI.create(server.address());
        var silent = new ArrayList<Socket>();
        for (int i = 0; i < SILENT; i++) {
            var socket = new Socket();
            socket.setReceiveBufferSize(8 << 10);
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
            socket.getOutputStream()
                    .write(("GET " + MAPS + "?watch=true HTTP/1.1\r\nHost: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(12))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("HTTP/1.1 200");
            silent.add(socket);
        }
        return silent;
    }

    /// @return how much came before the end
    private static long readToEnd(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[64 << 10];
        long bytes = 0;
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
            }
        } catch (SocketException _) {
            // Cut off with a reset, which is an end as well.
        }
        return bytes;
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
