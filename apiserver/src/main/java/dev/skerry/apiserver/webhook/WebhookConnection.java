// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.foundation.time.Clock;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One TLS connection to a webhook, which speaks as much HTTP/1.1 as a question and its answer need. All
/// of it ends at a time that is given, whatever the other end does, and an answer is read up to a bound.
final class WebhookConnection implements AutoCloseable {
    /// As much as a request to the API may have: an answer holds at most a patch of one.
    private static final int BODY_MAX = 3 << 20;

    private static final int LINE_MAX = 8 << 10;
    private static final int LINES_MAX = 100;

    private final SSLSocket socket;
    private final InputStream in;
    private final Clock clock;
    private boolean isReusable;

    private WebhookConnection(SSLSocket socket, Clock clock) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.clock = clock;
    }

    /// What was answered.
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, byte[] body) {}

    static WebhookConnection open(WebhookAddress address, SSLSocketFactory tls, Clock clock, long deadline)
            throws IOException {
        var plain = new Socket();
        try {
            plain.connect(address.socket(), remaining(clock, deadline));
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(remaining(clock, deadline));
            var socket = (SSLSocket) tls.createSocket(plain, address.host(), address.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new WebhookConnection(socket, clock);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    Answer post(WebhookAddress address, String target, byte[] body, long deadline) throws IOException {
        isReusable = false;
        String head = "POST " + target + " HTTP/1.1\r\nHost: " + address.host() + ":" + address.port()
                + "\r\nUser-Agent: skerry\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n";
        var out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        return read(deadline);
    }

    /// Whether the last answer was read to its end and the other end keeps the connection.
    boolean isReusable() {
        return isReusable;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is given up; that its end could not be said politely changes nothing.
        }
    }

    private Answer read(long deadline) throws IOException {
        String[] status = line(deadline).split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("[1-5][0-9][0-9]")) {
            throw new IOException("malformed HTTP response");
        }
        long length = -1;
        boolean isChunked = false;
        boolean isKept = status[0].equals("HTTP/1.1");
        for (int lines = 0; ; lines++) {
            String header = line(deadline).toLowerCase(Locale.ROOT);
            if (header.isEmpty()) {
                break;
            }
            if (lines > LINES_MAX) {
                throw new IOException("too many headers");
            }
            String value = header.substring(header.indexOf(':') + 1).strip();
            if (header.startsWith("content-length:")) {
                length = number(value, 10);
            } else if (header.startsWith("transfer-encoding:")) {
                isChunked = value.equals("chunked");
            } else if (header.startsWith("connection:")) {
                isKept = isKept && !value.contains("close");
            }
        }
        byte[] body;
        if (isChunked) {
            body = chunks(deadline);
        } else {
            body = length < 0 ? rest(deadline) : exactly(length, deadline);
        }
        isReusable = isKept && (isChunked || length >= 0);
        return new Answer(Integer.parseInt(status[1]), body);
    }

    private byte[] chunks(long deadline) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            String line = line(deadline);
            int semicolon = line.indexOf(';');
            long size = number((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
            if (size == 0) {
                while (!line(deadline).isEmpty()) {
                    // What may follow the last chunk says nothing to us.
                }
                return body.toByteArray();
            }
            demandSmall(body.size() + size);
            body.write(exactly(size, deadline));
            line(deadline);
        }
    }

    private byte[] exactly(long length, long deadline) throws IOException {
        demandSmall(length);
        var body = new byte[(int) length];
        int filled = 0;
        while (filled < body.length) {
            limit(deadline);
            int count = in.read(body, filled, body.length - filled);
            if (count < 0) {
                throw new EOFException("unexpected EOF");
            }
            filled += count;
        }
        return body;
    }

    private byte[] rest(long deadline) throws IOException {
        var body = new ByteArrayOutputStream();
        var buffer = new byte[8 << 10];
        while (true) {
            limit(deadline);
            int count = in.read(buffer);
            if (count < 0) {
                return body.toByteArray();
            }
            demandSmall(body.size() + (long) count);
            body.write(buffer, 0, count);
        }
    }

    private String line(long deadline) throws IOException {
        var line = new StringBuilder();
        while (true) {
            limit(deadline);
            int next = in.read();
            if (next < 0) {
                throw new EOFException("EOF");
            }
            if (next == '\n') {
                return line.toString().stripTrailing();
            }
            if (line.length() >= LINE_MAX) {
                throw new IOException("a header is longer than " + LINE_MAX + " bytes");
            }
            line.append((char) next);
        }
    }

    private void limit(long deadline) throws IOException {
        socket.setSoTimeout(remaining(clock, deadline));
    }

    private static int remaining(Clock clock, long deadline) throws SocketTimeoutException {
        long millis = (deadline - clock.nanos()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("out of time");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private static void demandSmall(long length) throws IOException {
        if (length > BODY_MAX) {
            throw new IOException("the response is longer than " + BODY_MAX + " bytes");
        }
    }

    private static long number(String text, int base) throws IOException {
        try {
            long number = Long.parseLong(text, base);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, together with negative ones.
        }
        throw new IOException("malformed HTTP response: \"" + text + "\" is no length");
    }
}
