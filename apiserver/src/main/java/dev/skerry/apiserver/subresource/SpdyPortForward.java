// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.spdy.SpdyConnection;
import dev.skerry.apiserver.spdy.SpdyConnection.Event;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Port forwarding over SPDY. For each TCP connection the client opens two streams with the same request
/// number: one for errors, then one for the data. The reading thread alone knows which belong together; a
/// thread for each connection carries what comes from the pod.
///
/// A pod that does not read holds up the other connections of the same client: the protocol has no windows
/// that its clients would keep to, and the alternative is a queue without a bound.
final class SpdyPortForward {
    /// Error streams whose data stream is still to come.
    private static final int UNPAIRED_MAX = 256;

    private final PodPorts ports;
    private final Map<String, Integer> errorStreams = new HashMap<>();
    private final Map<Integer, PodConnection> connections = new HashMap<>();

    SpdyPortForward(PodPorts ports) {
        this.ports = ports;
    }

    void run(InputStream in, OutputStream out) throws IOException, InterruptedException {
        try (var spdy = new SpdyConnection(in, out);
                var tasks = new TaskGroup()) {
            try {
                Optional<Event> event = spdy.read();
                while (event.isPresent()) {
                    act(event.get(), spdy, tasks);
                    event = spdy.read();
                }
            } finally {
                // Before the group waits for its tasks: they end with their connections.
                connections.values().forEach(PodConnection::close);
            }
        }
    }

    private void act(Event event, SpdyConnection spdy, TaskGroup tasks) throws IOException, InterruptedException {
        switch (event) {
            case Event.Opened opened -> open(opened, spdy, tasks);
            case Event.Data data -> pass(data);
            case Event.Reset(int stream) -> close(stream);
        }
    }

    private void open(Event.Opened opened, SpdyConnection spdy, TaskGroup tasks)
            throws IOException, InterruptedException {
        String request = opened.headers().getOrDefault("requestid", "");
        String type = opened.headers().getOrDefault("streamtype", "");
        spdy.accept(opened.stream());
        if (type.equals("error")) {
            if (errorStreams.size() >= UNPAIRED_MAX) {
                throw new IOException("too many streams without a partner");
            }
            errorStreams.put(request, opened.stream());
        } else if (type.equals("data")) {
            Integer errors = errorStreams.remove(request);
            if (errors == null) {
                throw new IOException("a data stream came before its error stream");
            }
            connect(opened, errors, spdy, tasks);
        } else {
            throw new IOException("a stream of an unknown type: " + type);
        }
    }

    private void connect(Event.Opened data, int errors, SpdyConnection spdy, TaskGroup tasks)
            throws IOException, InterruptedException {
        int port = port(data.headers().getOrDefault("port", ""));
        try {
            PodConnection connection = ports.connect(port);
            connections.put(data.stream(), connection);
            tasks.start("port-forward", () -> fromPod(connection, port, new Pair(data.stream(), errors), spdy));
        } catch (StatusException unreachable) {
            tell(spdy, errors, ports.failure(port, unreachable));
            spdy.finish(data.stream());
        }
    }

    private record Pair(int data, int errors) {}

    private void fromPod(PodConnection connection, int port, Pair streams, SpdyConnection spdy) throws IOException {
        String failure = "";
        try {
            InputStream input = connection.input();
            byte[] piece = new byte[16 * 1024];
            for (int count = input.read(piece); count >= 0; count = input.read(piece)) {
                spdy.write(streams.data(), java.util.Arrays.copyOf(piece, count));
            }
        } catch (IOException broken) {
            failure = ports.failure(port, broken);
        }
        connection.close();
        tell(spdy, streams.errors(), failure);
        spdy.finish(streams.data());
    }

    private static void tell(SpdyConnection spdy, int errors, String failure) throws IOException {
        spdy.write(errors, failure.getBytes(StandardCharsets.UTF_8));
        spdy.finish(errors);
    }

    private void pass(Event.Data data) {
        PodConnection connection = connections.get(data.stream());
        if (connection == null) {
            // What an error stream carries, or what was under way when the pod ended the connection.
            return;
        }
        try {
            connection.output().write(data.data());
            if (data.isLast()) {
                connection.endOutput();
            }
        } catch (IOException _) {
            // The pod has gone; the thread that reads from it tells the client.
            close(data.stream());
        }
    }

    private void close(int stream) {
        PodConnection connection = connections.remove(stream);
        if (connection != null) {
            connection.close();
        }
    }

    private static int port(String text) throws IOException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IOException("a stream for a port that is no number", e);
        }
    }
}
