// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.apiserver.proxy.ProxyConnection;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/// One TCP connection to a port of a pod, made by the agent of its node. One thread reads, one writes.
final class PodConnection implements ProxyConnection {
    private static final byte[] NOTHING = {};

    private final NodeConnector.NodeStream node;
    private byte[] read = NOTHING;
    private int offset;
    private boolean isOver;

    private PodConnection(NodeConnector.NodeStream node) {
        this.node = node;
    }

    /// Returns at once; whether something listens there is told by the first read.
    ///
    /// @throws dev.skerry.api.meta.StatusException 503 if the node is not connected now
    static PodConnection open(NodeConnector nodes, PodTarget target, int port) throws InterruptedException {
        JsonObject request = target.request("port-forward").put("port", port).build();
        return new PodConnection(nodes.open(target.node(), request));
    }

    /// What the pod sends. Ends when the pod ends the connection; a read fails with the node's words if it
    /// could not be made.
    @Override
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int start, int length) throws IOException {
                return length == 0 ? 0 : take(target, start, length);
            }
        };
    }

    /// Goes to the pod.
    @Override
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int start, int length) throws IOException {
                if (length > 0) {
                    NodeFrame.write(node.output(), NodeFrame.STDIN, Arrays.copyOfRange(bytes, start, start + length));
                }
            }
        };
    }

    /// Says that nothing more goes to the pod; what it sends still comes.
    void endOutput() throws IOException {
        NodeFrame.write(node.output(), NodeFrame.CLOSE, new byte[] {NodeFrame.STDIN});
    }

    @Override
    public void close() {
        node.close();
    }

    private int take(byte[] target, int start, int length) throws IOException {
        while (offset == read.length) {
            if (isOver) {
                return -1;
            }
            next();
        }
        int count = Math.min(length, read.length - offset);
        System.arraycopy(read, offset, target, start, count);
        offset += count;
        return count;
    }

    private void next() throws IOException {
        Optional<NodeFrame> frame = NodeFrame.read(node.input());
        if (frame.isEmpty() || frame.get().channel() == NodeFrame.ERROR) {
            isOver = true;
            if (frame.isPresent()) {
                demandSuccess(frame.get().data());
            }
        } else if (frame.get().channel() == NodeFrame.STDOUT) {
            read = frame.get().data();
            offset = 0;
        }
    }

    private static void demandSuccess(byte[] status) throws IOException {
        JsonObject told;
        try {
            told = JsonReader.read(status).object();
        } catch (JsonException unreadable) {
            throw new IOException("the node's last word cannot be read", unreadable);
        }
        if (!told.at("status").text().equals("Success")) {
            throw new IOException(told.at("message").text());
        }
    }
}
