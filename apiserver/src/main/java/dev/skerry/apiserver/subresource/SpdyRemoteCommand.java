// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.apiserver.spdy.SpdyConnection;
import dev.skerry.apiserver.spdy.SpdyConnection.Event;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Carries a remote command between an old client and a node: a SPDY stream for each channel, named by a
/// header when the client opens it.
final class SpdyRemoteCommand {
    private static final Map<String, Integer> CHANNELS = Map.of(
            "stdin", NodeFrame.STDIN,
            "stdout", NodeFrame.STDOUT,
            "stderr", NodeFrame.STDERR,
            "error", NodeFrame.ERROR,
            "resize", NodeFrame.RESIZE);

    private final String protocol;
    private final NodeConnector.NodeStream node;
    private final Set<Integer> expected = new HashSet<>();

    /// Filled while the client opens its streams, and only read afterwards.
    private final Map<Integer, Integer> streamOf = new HashMap<>();

    private final Map<Integer, Integer> channelOf = new HashMap<>();

    SpdyRemoteCommand(String protocol, JsonObject request, NodeConnector.NodeStream node) {
        this.protocol = protocol;
        this.node = node;
        expected.add(NodeFrame.ERROR);
        for (String name : new String[] {"stdin", "stdout", "stderr"}) {
            if (request.at(name).booleanOr(false)) {
                expected.add(CHANNELS.get(name));
            }
        }
        boolean tellsSize = protocol.startsWith("v3") || protocol.startsWith("v4");
        if (tellsSize && request.at("tty").booleanOr(false)) {
            expected.add(NodeFrame.RESIZE);
        }
    }

    void run(InputStream in, OutputStream out) throws IOException {
        try (var connection = new SpdyConnection(in, out);
                var tasks = new TaskGroup()) {
            if (!openStreams(connection)) {
                return;
            }
            tasks.start("remote-command-in", () -> fromClient(connection));
            toClient(connection);
        } finally {
            node.close();
        }
    }

    /// Waits until the client has opened all that it asked for; false if it left before.
    private boolean openStreams(SpdyConnection connection) throws IOException {
        while (!streamOf.keySet().containsAll(expected)) {
            Optional<Event> event = connection.read();
            if (event.isEmpty()) {
                return false;
            }
            if (event.get() instanceof Event.Opened(int stream, var headers)) {
                Integer channel = CHANNELS.get(headers.getOrDefault("streamtype", ""));
                if (channel == null) {
                    throw new IOException("a stream of an unknown type: " + headers);
                }
                streamOf.put(channel, stream);
                channelOf.put(stream, channel);
                connection.accept(stream);
            }
        }
        return true;
    }

    private void toClient(SpdyConnection connection) throws IOException {
        while (true) {
            Optional<NodeFrame> next = NodeFrame.read(node.input());
            if (next.isEmpty()) {
                break;
            }
            NodeFrame frame = next.get();
            Integer stream = streamOf.get(frame.channel());
            boolean isEnd = frame.channel() == NodeFrame.ERROR;
            if (stream != null) {
                boolean inWords = isEnd && !protocol.startsWith("v4");
                connection.write(stream, inWords ? new ExitStatus(frame.data()).words() : frame.data());
            }
            if (isEnd) {
                break;
            }
        }
        for (int stream : streamOf.values()) {
            connection.finish(stream);
        }
    }

    private void fromClient(SpdyConnection connection) throws IOException {
        try {
            while (true) {
                Optional<Event> event = connection.read();
                if (event.isEmpty()) {
                    return;
                }
                if (event.get() instanceof Event.Data data) {
                    pass(data);
                }
            }
        } finally {
            // The client has left: what runs there has nobody to run for.
            node.close();
        }
    }

    private void pass(Event.Data data) throws IOException {
        Integer channel = channelOf.get(data.stream());
        if (channel == null || (channel != NodeFrame.STDIN && channel != NodeFrame.RESIZE)) {
            return;
        }
        if (data.data().length > 0) {
            NodeFrame.write(node.output(), channel, data.data());
        }
        if (data.isLast() && channel == NodeFrame.STDIN) {
            NodeFrame.write(node.output(), NodeFrame.CLOSE, new byte[] {NodeFrame.STDIN});
        }
    }
}
