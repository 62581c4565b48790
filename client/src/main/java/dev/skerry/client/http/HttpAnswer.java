// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// An answer that arrives on a [Connection].
final class HttpAnswer implements Transport.Answer {
    private static final int HEADERS_MAX = 200;

    private final Connection connection;
    private final int status;
    private final Map<String, String> headers;
    private final HttpBody body;
    private final Consumer<Connection> keep;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private HttpAnswer(
            Connection connection, int status, Map<String, String> headers, HttpBody body, Consumer<Connection> keep) {
        this.connection = connection;
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.keep = keep;
    }

    /// Reads the head of the answer; interim answers (1xx) are skipped.
    ///
    /// @param keep takes the connection when the answer was read to its end and may be followed by another
    static HttpAnswer read(Connection connection, String method, Consumer<Connection> keep) throws IOException {
        while (true) {
            int status = status(connection.line());
            Map<String, String> headers = headers(connection);
            if (status >= 200) {
                boolean hasNoBody = method.equals("HEAD") || status == 204 || status == 304;
                var body = hasNoBody ? HttpBody.none(connection) : HttpBody.of(connection, headers);
                return new HttpAnswer(connection, status, headers, body, keep);
            }
        }
    }

    private static int status(String line) throws IOException {
        // `HTTP/1.1 200 OK`
        if (!line.startsWith("HTTP/1.") || line.length() < 12) {
            throw new IOException("the server does not answer in HTTP/1.1 but: " + shown(line));
        }
        try {
            return Integer.parseInt(line, 9, 12, 10);
        } catch (NumberFormatException malformed) {
            throw new IOException("the server answers without a status: " + shown(line), malformed);
        }
    }

    private static Map<String, String> headers(Connection connection) throws IOException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String line = connection.line(); !line.isEmpty(); line = connection.line()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || headers.size() >= HEADERS_MAX) {
                throw new IOException("the server sent a malformed header: " + shown(line));
            }
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String shown(String line) {
        return line.length() > 80 ? line.substring(0, 80) + "…" : line;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public void limitWait(Duration most) throws IOException {
        connection.limitWait(most);
    }

    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        boolean mayBeKept = !header("Connection").equalsIgnoreCase("close");
        if (body.isAtEnd() && mayBeKept) {
            keep.accept(connection);
        } else {
            connection.close();
        }
    }
}
