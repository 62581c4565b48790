// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// Clients without credentials that want to hold what others need: connections that never shake hands, heads that
/// come a byte at a time, bodies that stop, HTTP/2 connections that ask nothing, and floods of streams that are
/// reset as soon as they are opened. Whoever is put out comes back.
final class HostileClients implements AutoCloseable {
    private static final int EACH = 100;
    private static final Duration DRIBBLE = Duration.ofMillis(200);
    private static final int RESETS = 2_000;
    private static final String PREFACE =
            HexFormat.of().formatHex("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                    + "000000040000000000";

    private final URI server;
    private final SSLContext tls = TlsContexts.client(TrustedAuthorities.anybody());
    private final List<Socket> silent = new ArrayList<>();
    private final List<SSLSocket> dribbling = new ArrayList<>();
    private final TaskGroup tasks = new TaskGroup();

    HostileClients(URI server) throws IOException {
        this.server = server;
        for (int i = 0; i < EACH; i++) {
            silent.add(new Socket(server.getHost(), server.getPort()));
            silent.add(said(
                    "http/1.1",
                    "POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n{"
                            .getBytes(StandardCharsets.US_ASCII)));
            silent.add(said("h2", HexFormat.of().parseHex(PREFACE)));
            dribbling.add(said("http/1.1", "GET /version HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
        tasks.start("dribble", this::dribble);
        tasks.start("flood", this::flood);
    }

    private void dribble() throws IOException, InterruptedException {
        while (true) {
            for (int i = 0; i < dribbling.size(); i++) {
                try {
                    dribbling.get(i).getOutputStream().write('x');
                } catch (IOException _) {
                    dribbling.set(i, said("http/1.1", "GET /version HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)));
                }
            }
            SystemClock.CLOCK.sleep(DRIBBLE);
        }
    }

    /// One connection after the other, each until it is put out.
    private void flood() throws IOException, InterruptedException {
        while (true) {
            try (SSLSocket socket = said("h2", HexFormat.of().parseHex(PREFACE))) {
                for (int i = 0; i < RESETS; i++) {
                    String stream = String.format("%08x", 2 * i + 1);
                    // GET https://x/, and at once: cancelled.
                    socket.getOutputStream()
                            .write(HexFormat.of()
                                    .parseHex("0000060105" + stream + "828784410178" + "0000040300" + stream
                                            + "00000008"));
                }
            } catch (IOException _) {
                // Put out: the next one comes.
            }
            SystemClock.CLOCK.sleep(DRIBBLE);
        }
    }

    private SSLSocket said(String protocol, byte[] words) throws IOException {
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(server.getHost(), server.getPort());
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        socket.getOutputStream().write(words);
        return socket;
    }

    @Override
    public void close() throws IOException {
        tasks.close();
        for (Socket socket : silent) {
            socket.close();
        }
        for (Socket socket : dribbling) {
            socket.close();
        }
    }
}
