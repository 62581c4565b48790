// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.engines;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.foundation.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/// This machine's etcd, one member, with its own defaults, spoken to over HTTP.
final class PlainEtcd implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/etcd");

    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final int ATTEMPTS_MAX = 400;

    private final Process process;
    private final String url;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private PlainEtcd(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    static PlainEtcd run(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        String clients = "http://127.0.0.1:" + freePort();
        String peers = "http://127.0.0.1:" + freePort();
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--data-dir=" + folder.resolve("data"),
                        "--listen-client-urls=" + clients,
                        "--advertise-client-urls=" + clients,
                        "--listen-peer-urls=" + peers,
                        "--initial-advertise-peer-urls=" + peers,
                        "--initial-cluster=default=" + peers,
                        "--log-level=error")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        var etcd = new PlainEtcd(process, clients);
        for (int attempt = 1; !etcd.answers(); attempt++) {
            if (attempt > ATTEMPTS_MAX || !process.isAlive()) {
                process.destroy();
                throw new IOException("etcd does not start; see " + folder.resolve("log"));
            }
            SystemClock.CLOCK.sleep(GLANCE);
        }
        return etcd;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return put(0, new byte[1]);
        } catch (IOException _) {
            return false;
        }
    }

    boolean put(long number, byte[] value) throws IOException, InterruptedException {
        var encoder = Base64.getEncoder();
        String key = encoder.encodeToString(("/registry/core/pods/default/pod-" + number).getBytes(UTF_8));
        String body = "{\"key\":\"" + key + "\",\"value\":\"" + encoder.encodeToString(value) + "\"}";
        var request = HttpRequest.newBuilder(URI.create(url + "/v3/kv/put"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
    }

    @Override
    public void close() {
        process.destroy();
        client.close();
    }
}
