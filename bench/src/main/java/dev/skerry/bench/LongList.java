// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a list of a hundred thousand pods costs an API server: its highest memory while it writes, its CPU, and
/// what those hold who ask for it and do not read.
public final class LongList {
    private static final String COMMAND = "bench/run list";
    private static final int PODS = 100_000;
    private static final int SILENT = 50;

    private LongList() {}

    /// @param arguments the heap's limit in megabytes, if not 256
    public static void main(String[] arguments) throws Exception {
        String heap = arguments.length > 0 ? arguments[0] : "256";
        Path folder = Files.createTempDirectory("skerry-bench");
        Process server = start(folder, heap);
        try (var output = server.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("the server ended with " + server.waitFor());
            }
            URI address = URI.create(line.substring("ready ".length()));
            String of = String.format(Locale.ROOT, "%,d pods, API server alone, heap limit %s MB", PODS, heap);
            Report.row(COMMAND, of + ": before a list", resident(server, "VmRSS") + " MB resident", "");
            list(server, address, of + ", list as JSON", "application/json", "");
            list(server, address, of + ", list as protobuf", "application/vnd.kubernetes.protobuf", "");
            list(server, address, of + ", list as Table", "application/json;as=Table;g=meta.k8s.io;v=v1", "");
            list(
                    server,
                    address,
                    of + ", JSON by a label that 50 have",
                    "application/json",
                    "?labelSelector=app%3Dline-7");
            list(
                    server,
                    address,
                    of + ", JSON by a node",
                    "application/json",
                    "?fieldSelector=spec.nodeName%3Dgateway-7");
            silent(server, address, of);
        } finally {
            server.getOutputStream().close();
            server.waitFor();
        }
    }

    private static void list(Process server, URI address, String what, String accept, String query) throws Exception {
        try {
            // Once for the compilers.
            read(address, accept, query);
            resetPeak(server);
            double cpu = Memory.cpuSeconds(server.pid());
            long bytes = read(address, accept, query);
            double micros = (Memory.cpuSeconds(server.pid()) - cpu) * 1e6 / PODS;
            Report.row(
                    COMMAND,
                    what,
                    String.format(
                            Locale.ROOT,
                            "peak %d MB resident, %.1f µs of CPU for each pod there is; %.1f MB went out",
                            resident(server, "VmHWM"),
                            micros,
                            bytes / 1e6),
                    "");
        } catch (IOException failure) {
            Report.row(COMMAND, what, "**failed**: " + failure.getMessage(), "");
        }
    }

    private static void silent(Process server, URI address, String of) throws Exception {
        var sockets = new ArrayList<Socket>();
        try {
            long before = resident(server, "VmRSS");
            for (int i = 0; i < SILENT; i++) {
                var socket = new Socket();
                socket.setReceiveBufferSize(8 << 10);
                socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
                socket.getOutputStream()
                        .write("GET /api/v1/pods HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readNBytes(12);
                sockets.add(socket);
            }
            long bytes = read(address, "application/json", "");
            Report.row(
                    COMMAND,
                    of + ", list as JSON beside " + SILENT + " who ask for it and do not read",
                    String.format(
                            Locale.ROOT,
                            "%d MB resident, %d before; %.1f MB went out to the one who reads",
                            resident(server, "VmRSS"),
                            before,
                            bytes / 1e6),
                    "");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static long read(URI address, String accept, String query) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(address + "/api/v1/pods" + query))
                .header("Accept", accept)
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                long bytes = body.transferTo(OutputStream.nullOutputStream());
                if (answer.statusCode() != 200) {
                    throw new IOException("status " + answer.statusCode());
                }
                return bytes;
            }
        }
    }

    private static Process start(Path folder, String heap) throws IOException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-XX:ParallelGCThreads=1",
                "-XX:NewRatio=7",
                "-XX:GCTimeRatio=19",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx" + heap + "m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PodsServer.class.getName(),
                folder.resolve("state.db").toString(),
                Integer.toString(PODS));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// Lets the kernel count the highest resident memory from here.
    private static void resetPeak(Process server) throws IOException {
        Files.writeString(Path.of("/proc", Long.toString(server.pid()), "clear_refs"), "5");
    }

    private static long resident(Process server, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(server.pid()), "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .sum();
    }
}
