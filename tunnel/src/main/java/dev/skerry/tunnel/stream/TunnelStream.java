// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.stream;

import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.frame.FrameException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One byte stream in both directions, with blocking ends for threads to use.
///
/// Everything here belongs to the connection's lock. Sending: a writer waits until the other end allows more
/// bytes and its previous piece is gone, so at most one piece waits here. Receiving: at most `window` bytes
/// wait for the reader, since the other end may not send more than was allowed; what the reader has taken is
/// allowed anew when it is half of the window.
public final class TunnelStream implements AutoCloseable {
    /// Small enough that a shell's keystroke does not wait long behind a log's piece.
    private static final int PIECE_MAX = 16 << 10;

    private final int number;
    private final byte[] request;
    private final int window;
    private final Streams streams;

    /// Whether the other end has still to be told that there is this stream.
    private boolean owesOpen;

    private int sendAllowed;
    private byte @Nullable [] piece;
    private boolean isClosing;
    private boolean hasClosed;

    private final ArrayDeque<byte[]> received = new ArrayDeque<>();
    private int receivedOffset;
    private int receiveAllowed;
    private int taken;
    private boolean hasEnded;

    /// Nobody here reads any more.
    private boolean isAbandoned;

    /// Why both directions are dead; null while they are not.
    private @Nullable String broken;

    private boolean owesReset;

    TunnelStream(int number, byte[] request, int window, Streams streams) {
        this.number = number;
        this.request = request;
        this.window = window;
        this.sendAllowed = window;
        this.receiveAllowed = window;
        this.streams = streams;
    }

    /// What the other end writes; ends when it closes its side. A stream that broke off fails the read, after
    /// what had come before.
    public InputStream input() {
        return new Input();
    }

    /// Goes to the other end; closing it ends this side and leaves the other open.
    public OutputStream output() {
        return new Output();
    }

    /// Ends both sides: what was written is still sent, what still comes is dropped.
    @Override
    public void close() {
        streams.lock().lock();
        try {
            isClosing = true;
            isAbandoned = true;
            received.clear();
            streams.hasSomething(this);
        } finally {
            streams.lock().unlock();
        }
    }

    /// Breaks the stream off; both ends fail what they write from now on, and read after what is there.
    public void reset(String reason) {
        streams.lock().lock();
        try {
            if (broken == null && !isOver()) {
                broken = reason;
                owesReset = true;
                streams.hasSomething(this);
            }
        } finally {
            streams.lock().unlock();
        }
    }

    /// What the end that opened the stream wants.
    public byte[] request() {
        return request.clone();
    }

    int number() {
        return number;
    }

    void announce() {
        owesOpen = true;
        streams.hasSomething(this);
    }

    void received(byte[] data) {
        if (data.length > receiveAllowed || hasEnded) {
            throw new FrameException("stream " + number + " sent more than it may");
        }
        receiveAllowed -= data.length;
        if (!isAbandoned && data.length > 0) {
            received.add(data);
        }
    }

    void allowed(int bytes) {
        if ((long) sendAllowed + bytes > Integer.MAX_VALUE) {
            throw new FrameException("stream " + number + " allows more bytes than can be counted");
        }
        sendAllowed += bytes;
    }

    void ended() {
        hasEnded = true;
        if (isOver()) {
            streams.forget(this);
        }
    }

    void broken(String reason) {
        if (broken == null) {
            broken = reason;
        }
        owesReset = false;
        streams.forget(this);
    }

    boolean isOver() {
        return hasClosed && hasEnded || broken != null && !owesReset;
    }

    /// The next frame of this stream, if it has one.
    Optional<Frame> next() {
        if (owesReset && broken != null) {
            owesReset = false;
            return Optional.of(new Frame.StreamReset(number, broken));
        }
        if (broken != null) {
            return Optional.empty();
        }
        if (owesOpen) {
            owesOpen = false;
            return Optional.of(new Frame.StreamOpen(number, request));
        }
        byte[] waiting = piece;
        if (waiting != null) {
            piece = null;
            return Optional.of(new Frame.StreamData(number, waiting));
        }
        if (isClosing && !hasClosed) {
            hasClosed = true;
            return Optional.of(new Frame.StreamClose(number));
        }
        if (isAbandoned && !hasEnded) {
            // The other end may go on writing for ever otherwise: a log that is followed.
            broken = "the other end has closed the stream";
            return Optional.of(new Frame.StreamReset(number, broken));
        }
        if (owesWindow()) {
            int bytes = taken;
            taken = 0;
            receiveAllowed += bytes;
            return Optional.of(new Frame.StreamWindow(number, bytes));
        }
        return Optional.empty();
    }

    boolean hasMore() {
        return owesReset
                || (broken == null
                        && (owesOpen
                                || piece != null
                                || (isClosing && !hasClosed)
                                || (isAbandoned && !hasEnded)
                                || owesWindow()));
    }

    private boolean owesWindow() {
        return taken >= window / 2 && !hasEnded;
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        streams.lock().lock();
        try {
            while (received.isEmpty()) {
                if (hasEnded || isAbandoned) {
                    return -1;
                }
                failIfBroken();
                await();
            }
            byte[] first = received.element();
            int count = Math.min(length, first.length - receivedOffset);
            System.arraycopy(first, receivedOffset, target, offset, count);
            receivedOffset += count;
            if (receivedOffset == first.length) {
                received.remove();
                receivedOffset = 0;
            }
            taken += count;
            if (owesWindow()) {
                streams.hasSomething(this);
            }
            return count;
        } finally {
            streams.lock().unlock();
        }
    }

    private int available() {
        streams.lock().lock();
        try {
            return received.isEmpty() ? 0 : received.element().length - receivedOffset;
        } finally {
            streams.lock().unlock();
        }
    }

    private void write(byte[] source, int offset, int length) throws IOException {
        streams.lock().lock();
        try {
            int done = 0;
            while (done < length) {
                failIfBroken();
                if (isClosing) {
                    throw new IOException("the stream is closed");
                }
                if (piece != null || sendAllowed == 0) {
                    await();
                    continue;
                }
                int count = Math.min(Math.min(length - done, PIECE_MAX), sendAllowed);
                piece = Arrays.copyOfRange(source, offset + done, offset + done + count);
                sendAllowed -= count;
                done += count;
                streams.hasSomething(this);
            }
        } finally {
            streams.lock().unlock();
        }
    }

    private void closeOutput() {
        streams.lock().lock();
        try {
            isClosing = true;
            streams.hasSomething(this);
        } finally {
            streams.lock().unlock();
        }
    }

    private void failIfBroken() throws IOException {
        if (broken != null) {
            throw new IOException(broken);
        }
    }

    private void await() throws IOException {
        try {
            streams.changed().await();
        } catch (InterruptedException _) {
            // Streams of bytes cannot pass an interrupt on; the thread keeps it and its work fails.
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return TunnelStream.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return length == 0 ? 0 : TunnelStream.this.read(target, offset, length);
        }

        @Override
        public int available() {
            return TunnelStream.this.available();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            TunnelStream.this.write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            TunnelStream.this.write(source, offset, length);
        }

        @Override
        public void close() {
            closeOutput();
        }
    }
}
