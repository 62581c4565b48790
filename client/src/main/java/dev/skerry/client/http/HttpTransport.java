// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.time.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 over plain or TLS sockets, one request on a connection at a time, connections kept for
/// the next. Written for the agent, where the JDK's HttpClient with its selector thread and its pools
/// would cost more memory than everything that is sent with it.
///
/// A server may close a kept connection at any moment. A GET that fails on a kept connection before
/// anything came back is sent once more on a new one; other methods are not, because the server may
/// have acted on them.
public final class HttpTransport implements Transport {
    /// Servers close idle connections after 30 s or more; younger ones are nearly always alive.
    private static final Duration IDLE_MAX = Duration.ofSeconds(20);

    private static final int KEPT_MAX = 8;
    private static final Duration CONNECT_WAIT = Duration.ofSeconds(10);

    /// How long an answer may take, unless its reader says otherwise.
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(60);

    private record Kept(Connection connection, long sinceNanos) {}

    private final URI server;
    private final @Nullable SSLContext tls;
    private final Supplier<String> bearerToken;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Deque<Kept> kept = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean isClosed;

    private HttpTransport(URI server, @Nullable SSLContext tls, Supplier<String> bearerToken, Clock clock) {
        if (server.getHost() == null) {
            throw new IllegalArgumentException("server address " + server + " names no host");
        }
        this.server = server;
        this.tls = tls;
        this.bearerToken = bearerToken;
        this.clock = clock;
    }

    /// To a server whose certificate the context verifies; the context may hold a client certificate.
    ///
    /// @param server `https://host:port`, with a path if the API is served below one
    /// @param bearerToken asked before each request, so that a rotated token is used at once; empty for none
    public static HttpTransport tls(URI server, SSLContext tls, Supplier<String> bearerToken, Clock clock) {
        return new HttpTransport(server, tls, bearerToken, clock);
    }

    /// Without encryption: for a server on this machine.
    public static HttpTransport plain(URI server, Clock clock) {
        return new HttpTransport(server, null, () -> "", clock);
    }

    @Override
    public Answer send(Request request) throws IOException {
        byte[] head = head(request);
        Connection reused = takeKept();
        if (reused != null) {
            try {
                return exchange(reused, request, head);
            } catch (IOException stale) {
                reused.close();
                if (!request.method().equals("GET")) {
                    throw stale;
                }
                // The server had closed the kept connection; asking again is harmless for a GET.
            }
        }
        Connection fresh = connect();
        try {
            return exchange(fresh, request, head);
        } catch (IOException | RuntimeException failed) {
            fresh.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        List<Kept> idle;
        lock.lock();
        try {
            isClosed = true;
            idle = new ArrayList<>(kept);
            kept.clear();
        } finally {
            lock.unlock();
        }
        idle.forEach(one -> one.connection().close());
    }

    private Answer exchange(Connection connection, Request request, byte[] head) throws IOException {
        connection.limitWait(ANSWER_WAIT);
        connection.write(head, request.body());
        return HttpAnswer.read(connection, request.method(), this::keep);
    }

    private byte[] head(Request request) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(request.headers());
        headers.put("Host", server.getRawAuthority());
        String token = bearerToken.get();
        if (!token.isEmpty()) {
            headers.put("Authorization", "Bearer " + token);
        }
        if (request.body().length > 0 || !request.method().equals("GET")) {
            headers.put("Content-Length", Integer.toString(request.body().length));
        }
        var text = new StringBuilder(256);
        text.append(request.method()).append(' ').append(basePath()).append(request.target());
        text.append(" HTTP/1.1\r\n");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            text.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String basePath() {
        String path = server.getRawPath() == null ? "" : server.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private Connection connect() throws IOException {
        boolean isPlain = tls == null;
        int port = server.getPort() >= 0 ? server.getPort() : isPlain ? 80 : 443;
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(server.getHost(), port), Math.toIntExact(CONNECT_WAIT.toMillis()));
            return new Connection(tls == null ? socket : secured(tls, socket, port));
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    private SSLSocket secured(SSLContext context, Socket socket, int port) throws IOException {
        var secure = (SSLSocket) context.getSocketFactory().createSocket(socket, server.getHost(), port, true);
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.setSoTimeout(Math.toIntExact(CONNECT_WAIT.toMillis()));
        secure.startHandshake();
        return secure;
    }

    private @Nullable Connection takeKept() {
        var tooOld = new ArrayList<Connection>();
        Connection found = null;
        lock.lock();
        try {
            while (found == null && !kept.isEmpty()) {
                Kept youngest = kept.removeLast();
                boolean isYoung = clock.nanos() - youngest.sinceNanos() < IDLE_MAX.toNanos();
                if (isYoung) {
                    found = youngest.connection();
                } else {
                    tooOld.add(youngest.connection());
                }
            }
        } finally {
            lock.unlock();
        }
        tooOld.forEach(Connection::close);
        return found;
    }

    /// Takes back a connection whose answer was read to the end.
    private void keep(Connection connection) {
        lock.lock();
        try {
            if (!isClosed && kept.size() < KEPT_MAX) {
                kept.addLast(new Kept(connection, clock.nanos()));
                return;
            }
        } finally {
            lock.unlock();
        }
        connection.close();
    }
}
