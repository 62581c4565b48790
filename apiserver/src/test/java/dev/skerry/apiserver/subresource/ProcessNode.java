// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A node that runs every command as a process of this machine, and whose containers have all written the
/// same two lines. Behind port 80 somebody answers whatever comes first and hangs up; behind port 81
/// nobody listens, and the others are those of this machine.
public final class ProcessNode implements NodeConnector {
    @Override
    public NodeStream open(String node, JsonObject request) {
        try {
            var fromServer = new PipedInputStream(1 << 16);
            var toNode = new PipedOutputStream(fromServer);
            var fromNode = new PipedInputStream(1 << 16);
            var toServer = new PipedOutputStream(fromNode);
            Thread.ofVirtual().start(() -> serve(request, fromServer, toServer));
            return new Pipes(fromNode, toNode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Pipes(InputStream input, OutputStream output) implements NodeStream {
        @Override
        public void close() {
            try {
                output.close();
                input.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// It has one document.
    private static void tell(String path, OutputStream out) throws IOException {
        if (path.equals("/healthz")) {
            var head = JsonObject.of("contentType", "text/x-health");
            NodeFrame.write(out, NodeFrame.HEAD, JsonWriter.writeBytes(head));
            NodeFrame.write(out, NodeFrame.STDOUT, "ok".getBytes(StandardCharsets.UTF_8));
            NodeFrame.write(out, NodeFrame.ERROR, status(0));
        } else {
            var refusal = new StatusException(404, "NotFound", "there is no " + path + " here", JsonObject.EMPTY);
            NodeFrame.write(out, NodeFrame.ERROR, JsonWriter.writeBytes(refusal.toJson()));
        }
    }

    private static void serve(JsonObject request, InputStream in, OutputStream out) {
        try (in;
                out) {
            if (request.at("kind").text().equals("logs")) {
                NodeFrame.write(out, NodeFrame.STDOUT, "one\ntwo\n".getBytes(StandardCharsets.UTF_8));
                NodeFrame.write(out, NodeFrame.ERROR, status(0));
            } else if (request.at("kind").text().equals("document")) {
                tell(request.at("path").text(), out);
            } else if (request.at("kind").text().equals("port-forward")) {
                connect(request.at("port").intOr(0), in, out);
            } else {
                run(request, in, out);
            }
        } catch (IOException | InterruptedException _) {
            // The server's end is gone.
        }
    }

    private static void connect(int port, InputStream in, OutputStream out) throws IOException {
        if (port > 81) {
            relay(port, in, out);
            return;
        }
        if (port == 81) {
            var refused = new StatusException(500, "InternalError", "Connection refused", JsonObject.EMPTY);
            NodeFrame.write(out, NodeFrame.ERROR, JsonWriter.writeBytes(refused.toJson()));
            return;
        }
        byte[] asked = NodeFrame.read(in).orElseThrow().data();
        NodeFrame.write(
                out,
                NodeFrame.STDOUT,
                ("got " + new String(asked, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        NodeFrame.write(out, NodeFrame.ERROR, status(0));
    }

    private static void relay(int port, InputStream in, OutputStream out) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread.ofVirtual().start(() -> feed(socket, in));
            drain(socket.getInputStream(), NodeFrame.STDOUT, out);
            NodeFrame.write(out, NodeFrame.ERROR, status(0));
        }
    }

    private static void feed(Socket socket, InputStream in) {
        try {
            Optional<NodeFrame> frame = NodeFrame.read(in);
            while (frame.isPresent() && frame.get().channel() == NodeFrame.STDIN) {
                socket.getOutputStream().write(frame.get().data());
                frame = NodeFrame.read(in);
            }
        } catch (IOException _) {
            // The program has hung up, or the server's end is gone.
        }
    }

    private static void run(JsonObject request, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        List<String> command =
                request.at("command").elements().stream().map(Json::text).toList();
        Process process = new ProcessBuilder(command).start();
        Thread.ofVirtual().start(() -> feed(process, in));
        Thread errors = Thread.ofVirtual().start(() -> drain(process.getErrorStream(), NodeFrame.STDERR, out));
        drain(process.getInputStream(), NodeFrame.STDOUT, out);
        errors.join();
        NodeFrame.write(out, NodeFrame.ERROR, status(process.waitFor()));
    }

    private static void feed(Process process, InputStream in) {
        try (OutputStream stdin = process.getOutputStream()) {
            Optional<NodeFrame> frame = NodeFrame.read(in);
            while (frame.isPresent() && frame.get().channel() != NodeFrame.CLOSE) {
                if (frame.get().channel() == NodeFrame.STDIN) {
                    stdin.write(frame.get().data());
                    stdin.flush();
                }
                frame = NodeFrame.read(in);
            }
        } catch (IOException _) {
            // The process has ended, or the server's end is gone.
        }
    }

    private static void drain(InputStream from, int channel, OutputStream out) {
        try {
            byte[] buffer = new byte[4096];
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                synchronized (out) {
                    NodeFrame.write(out, channel, java.util.Arrays.copyOf(buffer, count));
                }
            }
        } catch (IOException _) {
            // The server's end is gone.
        }
    }

    private static byte[] status(int exitCode) {
        var status = JsonObject.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", JsonObject.EMPTY);
        if (exitCode == 0) {
            return JsonWriter.writeBytes(status.put("status", "Success").build());
        }
        var cause = JsonObject.of("reason", "ExitCode", "message", Integer.toString(exitCode));
        return JsonWriter.writeBytes(status.put("status", "Failure")
                .put("message", "command terminated with non-zero exit code: exit status " + exitCode)
                .put("reason", "NonZeroExitCode")
                .put("details", JsonObject.of("causes", JsonArray.of(cause)))
                .build());
    }
}
