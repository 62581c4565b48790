// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.frame.FrameCodec;
import dev.skerry.tunnel.profile.LinkProfile;
import dev.skerry.tunnel.stream.StreamHandler;
import dev.skerry.tunnel.stream.Streams;
import dev.skerry.tunnel.stream.TunnelStream;
import dev.skerry.tunnel.websocket.WebSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two ends on a loopback socket.
@Timeout(20)
class ConnectionTest {
    /// Says nothing and has agreed from the start.
    private static final class Silent implements Conversation {
        @Override
        public void receive(Frame frame) {}

        @Override
        public Optional<Frame> next() {
            return Optional.empty();
        }

        @Override
        public Optional<Work> takeWork() {
            return Optional.empty();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isOwed() {
            return false;
        }

        @Override
        public Optional<String> ending() {
            return Optional.empty();
        }
    }

    private final TaskGroup tasks = new TaskGroup();
    private final BlockingQueue<String> endings = new ArrayBlockingQueue<>(2);
    private Socket nodeSocket;
    private Connection node;
    private Connection server;

    @BeforeEach
    void connect() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nodeSocket = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
            node = connection(nodeSocket, WebSocket.Role.CLIENT, Streams.Side.NODE, ConnectionTest::echo);
            server = connection(listener.accept(), WebSocket.Role.SERVER, Streams.Side.SERVER, ConnectionTest::echo);
        }
        tasks.start("node", () -> endings.add(node.run()));
        tasks.start("server", () -> endings.add(server.run()));
    }

    @AfterEach
    void close() {
        tasks.close();
    }

    private static Connection connection(Socket socket, WebSocket.Role role, Streams.Side side, StreamHandler handler)
            throws IOException {
        var wire = new WebSocket(
                socket.getInputStream(), socket.getOutputStream(), role, new Random(1), FrameCodec.WIRE_MAX);
        var carriage = new Connection.Carriage(LinkProfile.wired(), SystemClock.CLOCK, side, handler);
        return new Connection(wire, socket, new Silent(), carriage);
    }

    private static void echo(byte[] request, TunnelStream stream) throws IOException {
        if (new String(request, StandardCharsets.UTF_8).equals("fail")) {
            throw new IOException("no such container");
        }
        stream.output().write(request);
        stream.input().transferTo(stream.output());
    }

    @Test
    void muchMoreThanAWindowGoesThereAndBack() throws Exception {
        byte[] data = new byte[3 << 20];
        new Random(7).nextBytes(data);
        try (TunnelStream stream = server.open(bytes("begin"))) {
            tasks.start("writer", () -> {
                stream.output().write(data);
                stream.output().close();
            });
            assertThat(stream.input().readNBytes(5)).isEqualTo(bytes("begin"));
            assertThat(stream.input().readAllBytes()).isEqualTo(data);
        }
    }

    @Test
    void aReaderThatDoesNotReadHoldsUpNobodyElse() throws Exception {
        TunnelStream stuck = server.open(bytes("stuck"));
        tasks.start("writer", () -> {
            try {
                stuck.output().write(new byte[10 << 20]);
            } catch (IOException _) {
                // The stream ends with the test.
            }
        });
        for (int i = 0; i < 100; i++) {
            try (TunnelStream stream = node.open(bytes("quick"))) {
                stream.output().close();
                assertThat(stream.input().readAllBytes()).isEqualTo(bytes("quick"));
            }
        }
        stuck.close();
    }

    @Test
    void aHandlerThatFailsTellsTheOtherEndWhy() throws Exception {
        try (TunnelStream stream = server.open(bytes("fail"))) {
            assertThatThrownBy(() -> stream.input().read()).hasMessage("no such container");
        }
    }

    @Test
    void streamsAreCountedAndGivenBack() throws Exception {
        var open = new TunnelStream[64];
        for (int i = 0; i < open.length; i++) {
            open[i] = server.open(bytes("x"));
        }
        assertThatThrownBy(() -> server.open(bytes("x"))).hasMessageContaining("64");
        for (TunnelStream stream : open) {
            stream.output().close();
            stream.input().readAllBytes();
        }
        server.open(bytes("x")).close();
    }

    @Test
    void whenTheSocketBreaksBothEndsEndAndTheirStreamsFail() throws Exception {
        TunnelStream stream = server.open(bytes("x"));
        assertThat(stream.input().read()).isEqualTo('x');
        nodeSocket.close();
        assertThatThrownBy(() -> stream.input().read()).isInstanceOf(IOException.class);
        assertThat(endings.poll(5, TimeUnit.SECONDS)).isNotEmpty();
        assertThat(endings.poll(5, TimeUnit.SECONDS)).isNotEmpty();
        assertThatThrownBy(() -> server.open(bytes("x"))).isInstanceOf(IOException.class);
    }

    @Test
    void aLinkThatSwallowsEverythingIsGivenUp() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var socket = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
            var wire = new WebSocket(
                    socket.getInputStream(), socket.getOutputStream(), WebSocket.Role.CLIENT, new Random(1), 1 << 20);
            LinkProfile wired = LinkProfile.wired();
            var quick = new LinkProfile(
                    "quick",
                    Duration.ofMillis(100),
                    Duration.ofMillis(200),
                    wired.keepAlive(),
                    64,
                    64,
                    65_536,
                    65_536,
                    wired.redial());
            var carriage = new Connection.Carriage(quick, SystemClock.CLOCK, Streams.Side.NODE, ConnectionTest::echo);
            assertThat(new Connection(wire, socket, new Silent(), carriage).run())
                    .isEqualTo("nothing was heard for too long");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
