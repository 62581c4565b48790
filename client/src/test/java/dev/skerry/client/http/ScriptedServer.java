// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A real server on a socket that reads HTTP requests and answers each with bytes that the test wrote.
final class ScriptedServer implements AutoCloseable {
    /// Answers one request; the request is its head and body as text.
    interface Script {
        void answer(String request, OutputStream out) throws Exception;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket socket;
    private final TaskGroup tasks = new TaskGroup();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    ScriptedServer(Script script) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        tasks.start("accept", () -> {
            while (true) {
                Socket client = socket.accept();
                connections.incrementAndGet();
                open.add(client);
                tasks.start("serve", () -> serve(client, script));
            }
        });
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /// Ends every connection, as a server does with idle ones.
    void cut() throws IOException {
        for (Socket client : open) {
            client.close();
        }
        open.clear();
    }

    private void serve(Socket client, Script script) throws Exception {
        try (client) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            while (true) {
                var request = new StringBuilder();
                int length = 0;
                for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                    request.append(line).append('\n');
                    if (line.startsWith("Content-Length: ")) {
                        length = Integer.parseInt(line.substring(16));
                    }
                }
                for (int i = 0; i < length; i++) {
                    request.append((char) in.read());
                }
                requests.add(request.toString());
                script.answer(request.toString(), client.getOutputStream());
            }
        } catch (IOException | NullPointerException _) {
            // The client or the test ended the connection.
        }
    }

    static void send(OutputStream out, String status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + status + "\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes);
        out.flush();
    }

    static void chunk(OutputStream out, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        cut();
        tasks.close();
    }
}
