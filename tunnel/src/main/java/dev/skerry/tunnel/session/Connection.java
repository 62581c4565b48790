// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.lifecycle.TaskFailedException;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.frame.FrameCodec;
import dev.skerry.tunnel.frame.FrameException;
import dev.skerry.tunnel.profile.LinkProfile;
import dev.skerry.tunnel.stream.StreamHandler;
import dev.skerry.tunnel.stream.Streams;
import dev.skerry.tunnel.stream.TunnelStream;
import dev.skerry.tunnel.websocket.WebSocket;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Carries a [Conversation] and its byte streams over a WebSocket until one of them ends.
///
/// Four virtual threads: one reads frames in, one writes frames out, one does the conversation's work, and
/// one watches the time, so that a writer stuck in a dead socket is noticed. The conversation, the streams
/// and the liveness belong to `lock`; nothing blocks while it is held. What may be sent is not queued here:
/// the writer asks the conversation, then the streams, for the next frame when the socket takes one. So
/// urgent frames overtake, and memory is bounded by the windows of those who are asked.
public final class Connection {
    private static final Log LOG = Log.of("tunnel.session");

    private final WebSocket socket;
    private final Closeable transport;
    private final Clock clock;
    private final StreamHandler handler;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TaskGroup tasks = new TaskGroup();

    @GuardedBy("lock")
    private final Conversation conversation;

    @GuardedBy("lock")
    private final Liveness liveness;

    @GuardedBy("lock")
    private final Streams streams;

    @GuardedBy("lock")
    private long pings;

    @GuardedBy("lock")
    private long pongOwed = -1;

    @GuardedBy("lock")
    private String ending = "";

    /// @param transport closed to end the connection, before the threads are interrupted; one of the two must
    ///     make a blocked read or write return
    public Connection(WebSocket socket, Closeable transport, Conversation conversation, Carriage carriage) {
        this.socket = socket;
        this.transport = transport;
        this.conversation = conversation;
        this.clock = carriage.clock();
        this.handler = carriage.handler();
        this.liveness = new Liveness(carriage.profile(), clock.nanos());
        this.streams = new Streams(carriage.side(), carriage.profile().streamWindowBytes(), lock, changed);
    }

    /// What a connection is given besides its socket and what to say.
    ///
    /// @param side which numbers this end gives to the streams it opens
    /// @param handler serves the streams that the other end opens
    public record Carriage(LinkProfile profile, Clock clock, Streams.Side side, StreamHandler handler) {}

    /// Runs until the connection has ended; why it did, in words.
    public String run() throws InterruptedException {
        try (tasks) {
            start("tunnel-read", this::read);
            start("tunnel-write", this::write);
            start("tunnel-work", this::work);
            start("tunnel-watch", this::watch);
            return awaitEnd();
        }
    }

    /// Tells the connection that its conversation may have something new to say or do.
    public void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the connection from outside; [#run] returns soon.
    public void end(String reason) {
        lock.lock();
        try {
            if (ending.isEmpty()) {
                ending = reason;
            }
            streams.end(ending);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        closeTransport();
        tasks.stop();
    }

    /// Opens a byte stream to the other end.
    ///
    /// @throws IOException if the connection has ended or has as many streams as it may have
    public TunnelStream open(byte[] request) throws IOException {
        lock.lock();
        try {
            if (!ending.isEmpty() || !conversation.isOpen()) {
                throw new IOException(ending.isEmpty() ? "the connection is not open yet" : ending);
            }
            TunnelStream stream = streams.open(request);
            changed.signalAll();
            return stream;
        } finally {
            lock.unlock();
        }
    }

    /// Whichever task ends, the transport goes with it: the others may be stuck in it, deaf to interrupts.
    private void start(String name, TaskGroup.Task task) {
        tasks.start(name, () -> {
            try {
                task.run();
            } finally {
                closeTransport();
            }
        });
    }

    private String awaitEnd() throws InterruptedException {
        try {
            tasks.await();
            return reason();
        } catch (TaskFailedException failed) {
            String known = reason();
            return known.isEmpty() ? String.valueOf(failed.getMessage()) : known;
        } finally {
            end("the connection is closed");
        }
    }

    private void read() throws IOException {
        while (true) {
            Optional<byte[]> message = socket.receive();
            if (message.isEmpty()) {
                throw new IOException("the other side closed the connection");
            }
            Frame frame = FrameCodec.decode(message.get());
            accept(frame).ifPresent(stream -> tasks.start("tunnel-stream", () -> serve(stream)));
        }
    }

    /// Gives a frame to whom it is for; a stream that the other side opened, if it did.
    private Optional<TunnelStream> accept(Frame frame) {
        lock.lock();
        try {
            Optional<TunnelStream> opened = take(frame);
            liveness.heard(frame, conversation.isOwed(), clock.nanos());
            changed.signalAll();
            return opened;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Optional<TunnelStream> take(Frame frame) {
        switch (frame) {
            case Frame.Ping(long number) -> pongOwed = number;
            case Frame.Pong _ -> {
                // That it was heard is all there is to a pong.
            }
            case Frame.StreamOpen open -> {
                if (!conversation.isOpen()) {
                    throw new FrameException("a stream before the two ends agreed to talk");
                }
                return streams.accept(open);
            }
            case Frame.StreamData _, Frame.StreamWindow _, Frame.StreamClose _, Frame.StreamReset _ ->
                streams.receive(frame);
            case Frame.Hello _,
                    Frame.Welcome _,
                    Frame.Refused _,
                    Frame.ManifestRequest _,
                    Frame.Manifest _,
                    Frame.Deliver _,
                    Frame.Synced _,
                    Frame.Acknowledge _,
                    Frame.Reject _,
                    Frame.Upstream _,
                    Frame.UpstreamAck _ -> conversation.receive(frame);
        }
        return Optional.empty();
    }

    private void serve(TunnelStream stream) throws InterruptedException {
        try {
            handler.serve(stream.request(), stream);
            stream.close();
        } catch (IOException broken) {
            // One stream's failure is told to its other end and concerns nobody else.
            stream.reset(String.valueOf(broken.getMessage()));
        } catch (RuntimeException failed) {
            LOG.error("a stream's handler failed", failed);
            stream.reset("internal error");
        }
    }

    private void write() throws IOException, InterruptedException {
        while (true) {
            Frame frame = awaitFrame();
            socket.send(FrameCodec.encode(frame));
        }
    }

    private Frame awaitFrame() throws IOException, InterruptedException {
        lock.lock();
        try {
            while (true) {
                Optional<Frame> next = nextFrame();
                if (next.isPresent()) {
                    long before = liveness.askAgainAt();
                    liveness.said(next.get(), clock.nanos());
                    if (liveness.askAgainAt() < before) {
                        // The watcher sleeps until a time that was right before this frame.
                        changed.signalAll();
                    }
                    return next.get();
                }
                Optional<String> over = conversation.ending();
                if (over.isPresent()) {
                    throw new IOException(over.get());
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Optional<Frame> nextFrame() {
        if (pongOwed >= 0) {
            long number = pongOwed;
            pongOwed = -1;
            return Optional.of(new Frame.Pong(number));
        }
        if (liveness.verdict(clock.nanos()) == Liveness.Verdict.PING) {
            return Optional.of(new Frame.Ping(++pings));
        }
        Optional<Frame> said = conversation.next();
        return said.isPresent() ? said : streams.next();
    }

    private void work() throws InterruptedException {
        while (true) {
            Runnable outcome = awaitWork().perform();
            lock.lock();
            try {
                outcome.run();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private Conversation.Work awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Optional<Conversation.Work> work = conversation.takeWork();
                if (work.isPresent()) {
                    return work.get();
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void watch() throws IOException, InterruptedException {
        lock.lock();
        try {
            while (true) {
                long now = clock.nanos();
                switch (liveness.verdict(now)) {
                    case DEAD -> {
                        ending = "nothing was heard for too long";
                        // The reader and the writer may both be stuck in the socket.
                        closeTransport();
                        throw new IOException(ending);
                    }
                    case PING -> changed.signalAll();
                    case WAIT -> {
                        // Nothing to do before the time comes.
                    }
                }
                long wait = Math.max(liveness.askAgainAt() - now, 1_000_000);
                changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    private String reason() {
        lock.lock();
        try {
            return ending;
        } finally {
            lock.unlock();
        }
    }

    private void closeTransport() {
        try {
            transport.close();
        } catch (IOException _) {
            // It is being given up; that it did not close well changes nothing.
        }
    }
}
