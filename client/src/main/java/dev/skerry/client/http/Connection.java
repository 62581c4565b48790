// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/// One socket to a server.
final class Connection {
    /// Longer lines are no HTTP.
    private static final int LINE_MAX = 16 << 10;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    void limitWait(Duration most) throws IOException {
        socket.setSoTimeout(Math.clamp(most.toMillis(), 1, Integer.MAX_VALUE));
    }

    /// Head and body leave together if they are small, so that they make one packet and one TLS record.
    void write(byte[] head, byte[] body) throws IOException {
        if (body.length > 0 && head.length + body.length <= 16 << 10) {
            var both = new byte[head.length + body.length];
            System.arraycopy(head, 0, both, 0, head.length);
            System.arraycopy(body, 0, both, head.length, body.length);
            out.write(both);
        } else {
            out.write(head);
            out.write(body);
        }
        out.flush();
    }

    InputStream in() {
        return in;
    }

    /// A line of the head, without its end.
    String line() throws IOException {
        var line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (next == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            if (line.length() >= LINE_MAX) {
                throw new IOException("the server sent a header longer than " + LINE_MAX + " bytes");
            }
            line.append((char) next);
        }
    }

    void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // The connection is given up; that its end could not be said politely changes nothing.
        }
    }
}
