// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skerry.agent.probe.Check.Answer;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;

/// One HTTP/1.1 request, of which only the status matters. Own code because the JDK's client costs the agent
/// four megabytes and threads.
final class HttpCheck {
    private static final int STATUS_LINE_MAX = 1024;

    private HttpCheck() {}

    static Answer run(ProbeAction.HttpGet get, Duration timeout, Clock clock) {
        String url = get.scheme() + "://" + get.host() + ":" + get.port() + get.path();
        long deadline = clock.nanos() + timeout.toNanos();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(get.host(), get.port()), Math.toIntExact(timeout.toMillis()));
            plain.setSoTimeout(remainingMillis(deadline, clock));
            try (Socket socket = get.scheme().equals("https") ? secured(plain, get) : plain) {
                socket.getOutputStream().write(request(get).getBytes(ISO_8859_1));
                socket.getOutputStream().flush();
                return verdict(statusLine(socket, deadline, clock));
            }
        } catch (SocketTimeoutException _) {
            return new Answer(
                    false,
                    "Get \"" + url + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        } catch (IOException | IllegalArgumentException failed) {
            return new Answer(false, "Get \"" + url + "\": " + failed.getMessage());
        }
    }

    /// Probes ask whether somebody answers, not who: certificates are not checked, as with Kubernetes.
    private static Socket secured(Socket plain, ProbeAction.HttpGet get) throws IOException {
        return TlsContexts.client(TrustedAuthorities.anybody())
                .getSocketFactory()
                .createSocket(plain, get.host(), get.port(), true);
    }

    private static String request(ProbeAction.HttpGet get) {
        var text = new StringBuilder("GET ").append(get.path()).append(" HTTP/1.1\r\n");
        if (!names(get, "Host")) {
            String host = get.host().contains(":") ? "[" + get.host() + "]" : get.host();
            text.append("Host: ").append(host).append(':').append(get.port()).append("\r\n");
        }
        if (!names(get, "User-Agent")) {
            text.append("User-Agent: kube-probe/skerry\r\n");
        }
        if (!names(get, "Accept")) {
            text.append("Accept: */*\r\n");
        }
        for (Map.Entry<String, String> header : get.headers()) {
            text.append(oneLine(header.getKey()))
                    .append(": ")
                    .append(oneLine(header.getValue()))
                    .append("\r\n");
        }
        return text.append("Connection: close\r\n\r\n").toString();
    }

    private static boolean names(ProbeAction.HttpGet get, String name) {
        return get.headers().stream().anyMatch(header -> header.getKey().equalsIgnoreCase(name));
    }

    /// A header must not bring headers of its own.
    private static String oneLine(String text) {
        return text.replace('\r', ' ').replace('\n', ' ');
    }

    private static String statusLine(Socket socket, long deadline, Clock clock) throws IOException {
        InputStream input = socket.getInputStream();
        var line = new StringBuilder();
        while (line.length() < STATUS_LINE_MAX) {
            socket.setSoTimeout(remainingMillis(deadline, clock));
            int next = input.read();
            if (next < 0) {
                throw new IOException("EOF");
            }
            if (next == '\n') {
                return line.toString().strip();
            }
            line.append((char) next);
        }
        throw new IOException("malformed HTTP response");
    }

    private static int remainingMillis(long deadline, Clock clock) throws SocketTimeoutException {
        long millis = (deadline - clock.nanos()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return Math.toIntExact(millis);
    }

    private static Answer verdict(String statusLine) throws IOException {
        String[] parts = statusLine.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/") || !parts[1].matches("[1-9][0-9]{2}")) {
            throw new IOException("malformed HTTP response \"" + statusLine + "\"");
        }
        int code = Integer.parseInt(parts[1]);
        return new Answer(code >= 200 && code < 400, "HTTP probe failed with statuscode: " + code);
    }
}
