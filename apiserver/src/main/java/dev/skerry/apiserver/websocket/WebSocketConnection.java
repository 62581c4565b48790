// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.websocket;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Messages over an open WebSocket. One thread reads; any thread may write. Pings are answered while
/// reading; a message is at most a mebibyte.
public final class WebSocketConnection {
    private static final int MESSAGE_MAX = 1 << 20;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int CLOSED_NORMALLY = 1000;

    private final DataInputStream in;
    private final ReentrantLock writing = new ReentrantLock();

    @GuardedBy("writing")
    private final OutputStream out;

    @GuardedBy("writing")
    private boolean isClosed;

    public WebSocketConnection(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /// The next message, or empty when the client has closed.
    ///
    /// @throws IOException if the connection breaks, or what comes is no WebSocket
    public Optional<byte[]> read() throws IOException {
        var message = new ByteArrayOutputStream();
        while (true) {
            int first;
            try {
                first = in.readUnsignedByte();
            } catch (EOFException _) {
                return Optional.empty();
            }
            byte[] payload = payload(message.size());
            switch (first & 0x0f) {
                case PING -> write(PONG, payload);
                case PONG -> {}
                case CLOSE -> {
                    close();
                    return Optional.empty();
                }
                default -> message.write(payload);
            }
            boolean isData = (first & 0x08) == 0;
            if (isData && (first & 0x80) != 0) {
                return Optional.of(message.toByteArray());
            }
        }
    }

    public void writeBinary(byte[] message) throws IOException {
        write(BINARY, message);
    }

    public void writeText(byte[] message) throws IOException {
        write(TEXT, message);
    }

    /// Says goodbye, once.
    public void close() throws IOException {
        write(CLOSE, new byte[] {(byte) (CLOSED_NORMALLY >> 8), (byte) CLOSED_NORMALLY});
    }

    private byte[] payload(int already) throws IOException {
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if (length < 0 || length + already > MESSAGE_MAX) {
            throw new IOException("a WebSocket message of " + length + " bytes is more than we take");
        }
        if ((second & 0x80) == 0) {
            throw new IOException("a client must mask what it sends");
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes((int) length);
        if (mask.length < 4 || payload.length < length) {
            throw new EOFException("the connection ended within a message");
        }
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return payload;
    }

    private void write(int opcode, byte[] payload) throws IOException {
        var frame = new ByteArrayOutputStream(payload.length + 10);
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(payload.length);
        } else if (payload.length < 1 << 16) {
            frame.write(126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.write(payload);
        writing.lock();
        try {
            if (!isClosed) {
                isClosed = opcode == CLOSE;
                out.write(frame.toByteArray());
                out.flush();
            }
        } finally {
            writing.unlock();
        }
    }
}
