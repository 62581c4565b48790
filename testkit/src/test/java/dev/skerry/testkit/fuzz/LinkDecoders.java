// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.fuzz;

import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.frame.FrameCodec;
import dev.skerry.tunnel.frame.FrameException;
import dev.skerry.tunnel.frame.Held;
import dev.skerry.tunnel.websocket.Handshake;
import dev.skerry.tunnel.websocket.WebSocket;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/// What comes over the link between a node and its server.
final class LinkDecoders {
    private static final int MESSAGE_MAX = 1 << 16;
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private LinkDecoders() {}

    static List<Decoder> all() {
        return List.of(
                new Decoder(
                        "frame",
                        List.of(FrameException.class),
                        List.of(
                                FrameCodec.encode(new Frame.Hello(1, "0.1", 7, "c", 9, List.of(1L, 2L))),
                                FrameCodec.encode(new Frame.Refused("Why", "because")),
                                FrameCodec.encode(new Frame.Manifest(List.of(new Held("key", "uid", 3, 4)), true))),
                        input -> {
                            Frame frame = FrameCodec.decode(input);
                            Decoders.requireSame(
                                    frame.getClass(),
                                    FrameCodec.decode(FrameCodec.encode(frame)).getClass());
                        }),
                new Decoder("websocket", List.of(IOException.class), List.of(messages()), LinkDecoders::receiveAll),
                new Decoder(
                        "websocket-answer",
                        List.of(IOException.class),
                        List.of(answer()),
                        input -> Handshake.readAnswer(new ByteArrayInputStream(input), KEY)));
    }

    private static void receiveAll(byte[] input) throws IOException {
        var socket = socket(input, new ByteArrayOutputStream(), WebSocket.Role.SERVER);
        while (socket.receive().isPresent()) {
            // Until its end.
        }
    }

    private static byte[] messages() {
        var out = new ByteArrayOutputStream();
        try {
            var socket = socket(new byte[0], out, WebSocket.Role.CLIENT);
            socket.send("hello".getBytes(StandardCharsets.UTF_8));
            socket.send(new byte[300]);
            socket.close();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.toByteArray();
    }

    private static WebSocket socket(byte[] input, ByteArrayOutputStream out, WebSocket.Role role) {
        return new WebSocket(new ByteArrayInputStream(input), out, role, new SplittableRandom(1), MESSAGE_MAX);
    }

    private static byte[] answer() {
        var head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
        Handshake.answerHeaders(KEY)
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }
}
