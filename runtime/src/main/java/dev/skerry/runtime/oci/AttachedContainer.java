// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.Clock;
import dev.skerry.runtime.ContainerRuntime.ExecStreams;
import dev.skerry.runtime.ContainerRuntime.Execution;
import dev.skerry.runtime.ContainerRuntime.State;
import dev.skerry.runtime.ContainerRuntime.TerminalSize;
import dev.skerry.runtime.linux.PacketSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The streams of a container itself, through the socket of its conmon. Each packet that comes begins
/// with a byte that says which stream it is of; what is sent goes to standard input.
///
/// The socket never waits, so it is asked again and again, at most every 50 ms while nothing happens. A
/// person at a terminal does not notice, and nobody is attached most of the time.
final class AttachedContainer implements Execution {
    private static final int PACKET = 1 << 13;
    private static final int STDERR = 3;
    private static final Duration PAUSE_FIRST = Duration.ofMillis(2);
    private static final Duration PAUSE_MOST = Duration.ofMillis(50);

    /// conmon closes its connections a moment before it writes down how the container ended.
    private static final Duration EXIT_PATIENCE = Duration.ofSeconds(2);

    private final ContainerFolder folder;
    private final PacketSocket socket;
    private final ExecStreams streams;
    private final Clock clock;
    private final TaskGroup tasks = new TaskGroup();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isLetGo;

    private AttachedContainer(ContainerFolder folder, PacketSocket socket, ExecStreams streams, Clock clock) {
        this.folder = folder;
        this.socket = socket;
        this.streams = streams;
        this.clock = clock;
    }

    static Execution start(ContainerFolder folder, boolean keepsStdin, ExecStreams streams, Clock clock)
            throws IOException {
        var socket = PacketSocket.connect(folder.path(), "attach");
        var attached = new AttachedContainer(folder, socket, streams, clock);
        attached.tasks.start("attach output", attached::receive);
        if (keepsStdin) {
            attached.tasks.start("attach stdin", attached::send);
        }
        return attached;
    }

    /// Waits for the end of the container, or of the connection to it, which is reported as 0.
    @Override
    public int await() throws InterruptedException {
        ended.await();
        try {
            return exitCode();
        } catch (IOException unknown) {
            return ContainerFolder.EXIT_CODE_UNKNOWN;
        } finally {
            close();
        }
    }

    private int exitCode() throws IOException, InterruptedException {
        long end = clock.nanos() + EXIT_PATIENCE.toNanos();
        while (true) {
            if (folder.state(clock.now()) instanceof State.Exited exited) {
                return exited.exitCode();
            }
            if (isLetGo || clock.nanos() - end >= 0) {
                // The container runs on without us.
                return 0;
            }
            clock.sleep(PAUSE_FIRST);
        }
    }

    @Override
    public void resize(TerminalSize size) {
        try {
            Conmon.resize(folder, size.columns(), size.rows());
        } catch (IOException _) {
            // The container has just ended.
            return;
        }
    }

    /// Lets go; the container runs on.
    @Override
    public void close() {
        isLetGo = true;
        tasks.stop();
        ended.countDown();
    }

    private void receive() throws InterruptedException {
        try (socket) {
            Duration pause = PAUSE_FIRST;
            while (true) {
                Optional<byte[]> packet = socket.read(PACKET + 1);
                if (packet.isEmpty()) {
                    clock.sleep(pause);
                    pause = pause.multipliedBy(2).compareTo(PAUSE_MOST) < 0 ? pause.multipliedBy(2) : PAUSE_MOST;
                    continue;
                }
                pause = PAUSE_FIRST;
                byte[] content = packet.get();
                if (content.length == 0) {
                    break;
                }
                OutputStream target = content[0] == STDERR ? streams.stderr() : streams.stdout();
                target.write(content, 1, content.length - 1);
                target.flush();
            }
        } catch (IOException _) {
            // The client or the container has gone: the end either way.
            return;
        } finally {
            ended.countDown();
        }
    }

    private void send() throws InterruptedException {
        byte[] buffer = new byte[PACKET];
        try {
            for (int count = streams.stdin().read(buffer);
                    count >= 0;
                    count = streams.stdin().read(buffer)) {
                byte[] content = Arrays.copyOf(buffer, count);
                while (!socket.write(content, count)) {
                    clock.sleep(PAUSE_FIRST);
                }
            }
            socket.endWriting();
        } catch (IOException _) {
            // As above; the receiving side tells.
            return;
        }
    }
}
