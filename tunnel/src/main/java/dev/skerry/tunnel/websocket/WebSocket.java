// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.websocket;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Binary messages over a connection that has left HTTP. One thread reads; any thread writes, one whole
/// message at a time. Pings of the other side are answered by whoever reads.
public final class WebSocket {
    /// Which end this is: a client masks what it sends, a server does not, and each insists on it.
    public enum Role {
        CLIENT,
        SERVER
    }

    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int CONTROL_MAX = 125;

    private final DataInputStream in;
    private final OutputStream out;
    private final Role role;
    private final RandomGenerator masks;
    private final int messageMax;
    private final ReentrantLock writing = new ReentrantLock();

    @GuardedBy("writing")
    private boolean isClosing;

    /// @param masks where a client's masks come from; proxies that understand half of HTTP must not be able to
    ///     guess them
    /// @param messageMax longer messages end the connection
    public WebSocket(InputStream in, OutputStream out, Role role, RandomGenerator masks, int messageMax) {
        this.in = new DataInputStream(new BufferedInputStream(in, 8 << 10));
        this.out = out;
        this.role = role;
        this.masks = masks;
        this.messageMax = messageMax;
    }

    /// The next message, or empty when the other side closed the connection in good order.
    public Optional<byte[]> receive() throws IOException {
        ByteArrayOutputStream message = null;
        while (true) {
            int first = in.read();
            if (first < 0) {
                return Optional.empty();
            }
            int operation = first & 0x0f;
            byte[] payload = readPayload(operation, message == null ? 0 : message.size());
            boolean isFinal = (first & 0x80) != 0;
            switch (operation) {
                case CLOSE -> {
                    close();
                    return Optional.empty();
                }
                case PING -> write(PONG, payload);
                case PONG -> {
                    // An answer to nothing we asked: legal, and of no use.
                }
                case BINARY, CONTINUATION -> {
                    if ((operation == BINARY) != (message == null)) {
                        throw new WebSocketException("a WebSocket message begins inside another");
                    }
                    if (isFinal && message == null) {
                        return Optional.of(payload);
                    }
                    message = message == null ? new ByteArrayOutputStream() : message;
                    message.writeBytes(payload);
                    if (isFinal) {
                        return Optional.of(message.toByteArray());
                    }
                }
                default -> throw new WebSocketException("a WebSocket frame with operation " + operation);
            }
        }
    }

    public void send(byte[] message) throws IOException {
        write(BINARY, message);
    }

    /// Says goodbye, once. Does not close what carries the bytes.
    public void close() throws IOException {
        writing.lock();
        try {
            if (!isClosing) {
                isClosing = true;
                writeFrame(CLOSE, new byte[] {0x03, (byte) 0xe8});
            }
        } finally {
            writing.unlock();
        }
    }

    private byte[] readPayload(int operation, int before) throws IOException {
        int second = in.readUnsignedByte();
        boolean isMasked = (second & 0x80) != 0;
        if (isMasked != (role == Role.SERVER)) {
            throw new WebSocketException("a WebSocket frame that should " + (isMasked ? "not " : "") + "be masked");
        }
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        long most = operation >= CLOSE ? CONTROL_MAX : messageMax - before;
        if (length < 0 || length > most) {
            throw new WebSocketException("a WebSocket frame of " + length + " bytes; at most " + most + " are taken");
        }
        byte[] mask = isMasked ? in.readNBytes(4) : new byte[0];
        byte[] payload = in.readNBytes((int) length);
        if (payload.length < length || (isMasked && mask.length < 4)) {
            throw new WebSocketException("the connection ended inside a WebSocket frame");
        }
        if (isMasked) {
            applyMask(payload, 0, mask);
        }
        return payload;
    }

    /// The lock makes messages of several threads follow each other whole; it is the one lock that is held
    /// during output, and nothing else is done under it.
    private void write(int operation, byte[] payload) throws IOException {
        writing.lock();
        try {
            if (!isClosing) {
                writeFrame(operation, payload);
            }
        } finally {
            writing.unlock();
        }
    }

    private void writeFrame(int operation, byte[] payload) throws IOException {
        int lengthBytes = payload.length < 126 ? 0 : payload.length < 1 << 16 ? 2 : 8;
        int maskBytes = role == Role.CLIENT ? 4 : 0;
        byte[] frame = new byte[2 + lengthBytes + maskBytes + payload.length];
        frame[0] = (byte) (0x80 | operation);
        int code = lengthBytes == 0 ? payload.length : lengthBytes == 2 ? 126 : 127;
        frame[1] = (byte) (code | (maskBytes > 0 ? 0x80 : 0));
        for (int i = 0; i < lengthBytes; i++) {
            frame[2 + i] = (byte) ((long) payload.length >>> 8 * (lengthBytes - 1 - i));
        }
        int start = 2 + lengthBytes + maskBytes;
        System.arraycopy(payload, 0, frame, start, payload.length);
        if (maskBytes > 0) {
            byte[] mask = new byte[4];
            masks.nextBytes(mask);
            System.arraycopy(mask, 0, frame, start - 4, 4);
            applyMask(frame, start, mask);
        }
        out.write(frame);
        out.flush();
    }

    private static void applyMask(byte[] bytes, int from, byte[] mask) {
        for (int i = from; i < bytes.length; i++) {
            bytes[i] = (byte) (bytes[i] ^ mask[(i - from) & 3]);
        }
    }
}
