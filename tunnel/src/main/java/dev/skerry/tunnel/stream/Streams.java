// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.stream;

import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.frame.FrameException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The streams of one connection. All methods are called with the connection's lock held.
///
/// Streams that have something to send stand in a line; the first one sends one frame and goes to the end of
/// the line if it has more. So a fast log does not starve a shell.
public final class Streams {
    /// Which end this is, which tells the numbers of the streams it opens apart from those of the other.
    public enum Side {
        NODE(1),
        SERVER(2);

        private final int first;

        Side(int first) {
            this.first = first;
        }
    }

    /// Streams at once on one connection, for both ends together: with a window each way this bounds their
    /// memory to 16 MiB on a wired link, and no node has so many shells and logs open.
    static final int OPEN_MAX = 64;

    private final int window;
    private final ReentrantLock lock;
    private final Condition changed;
    private final Map<Integer, TunnelStream> open = new HashMap<>();
    private final ArrayDeque<TunnelStream> line = new ArrayDeque<>();
    private final ArrayDeque<Frame> refusals = new ArrayDeque<>();
    private int nextNumber;

    /// @param changed signalled when there is something to send, or to read
    public Streams(Side side, int window, ReentrantLock lock, Condition changed) {
        this.nextNumber = side.first;
        this.window = window;
        this.lock = lock;
        this.changed = changed;
    }

    public TunnelStream open(byte[] request) throws IOException {
        if (open.size() >= OPEN_MAX) {
            throw new IOException("the connection has " + OPEN_MAX + " open streams already");
        }
        var stream = new TunnelStream(nextNumber, request, window, this);
        nextNumber += 2;
        open.put(stream.number(), stream);
        stream.announce();
        return stream;
    }

    /// A stream that the other end opens; empty if there are too many, which the other end is told.
    public Optional<TunnelStream> accept(Frame.StreamOpen frame) {
        if (frame.stream() % 2 == nextNumber % 2 || open.containsKey(frame.stream())) {
            throw new FrameException("stream " + frame.stream() + " cannot be opened");
        }
        if (open.size() >= OPEN_MAX) {
            // The other end counts too, so this is rare; one that does not count is cut off.
            if (refusals.size() >= OPEN_MAX) {
                throw new FrameException("too many streams were opened");
            }
            refusals.add(new Frame.StreamReset(frame.stream(), "too many open streams"));
            return Optional.empty();
        }
        var stream = new TunnelStream(frame.stream(), frame.request(), window, this);
        open.put(stream.number(), stream);
        return Optional.of(stream);
    }

    /// Frames for streams that are over are late, not wrong, and dropped.
    public void receive(Frame frame) {
        switch (frame) {
            case Frame.StreamData(int number, byte[] data) -> find(number).ifPresent(stream -> stream.received(data));
            case Frame.StreamWindow(int number, int bytes) -> find(number).ifPresent(stream -> stream.allowed(bytes));
            case Frame.StreamClose(int number) -> find(number).ifPresent(TunnelStream::ended);
            case Frame.StreamReset(int number, String reason) ->
                find(number).ifPresent(stream -> stream.broken(reason));
            default -> throw new IllegalArgumentException("not of a stream: " + frame);
        }
        changed.signalAll();
    }

    /// The next frame of any stream.
    public Optional<Frame> next() {
        if (!refusals.isEmpty()) {
            return Optional.of(refusals.remove());
        }
        while (!line.isEmpty()) {
            TunnelStream stream = line.remove();
            Optional<Frame> frame = stream.next();
            if (stream.isOver()) {
                open.remove(stream.number());
            } else if (stream.hasMore()) {
                line.add(stream);
            }
            if (frame.isPresent()) {
                changed.signalAll();
                return frame;
            }
        }
        return Optional.empty();
    }

    /// The connection is over, and all streams with it.
    public void end(String reason) {
        new ArrayList<>(open.values()).forEach(stream -> stream.broken(reason));
        open.clear();
        line.clear();
        changed.signalAll();
    }

    void hasSomething(TunnelStream stream) {
        if (!line.contains(stream)) {
            line.add(stream);
        }
        changed.signalAll();
    }

    void forget(TunnelStream stream) {
        open.remove(stream.number());
        line.remove(stream);
    }

    ReentrantLock lock() {
        return lock;
    }

    Condition changed() {
        return changed;
    }

    private Optional<TunnelStream> find(int number) {
        return Optional.ofNullable(open.get(number));
    }
}
