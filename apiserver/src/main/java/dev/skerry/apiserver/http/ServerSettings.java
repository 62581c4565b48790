// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// Where the server listens and how much it lets a client take.
///
/// @param address port 0 for any free port
/// @param tls empty for plain HTTP: only for tests and for sockets that never leave the machine
/// @param bodyMax bytes of a request body; more is answered with 413
/// @param connectionsMax open connections; more are closed at once. Each idle one costs about 20 KB
/// @param receiveTimeout how long a request may take to arrive, its TLS handshake included. Raise it for
///     clients on very slow links
/// @param idleTimeout how long a connection may stay open between two requests
/// @param stallTimeout how long a client may leave our answer unread before it is cut off
public record ServerSettings(
        InetSocketAddress address,
        Optional<TlsSettings> tls,
        int bodyMax,
        int connectionsMax,
        Duration receiveTimeout,
        Duration idleTimeout,
        Duration stallTimeout) {
    private static final int MEBIBYTE = 1 << 20;

    public static ServerSettings plain(InetSocketAddress address) {
        return new ServerSettings(
                address,
                Optional.empty(),
                3 * MEBIBYTE,
                20_000,
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60));
    }

    public static ServerSettings secure(InetSocketAddress address, TlsSettings tls) {
        return plain(address).withTls(tls);
    }

    public ServerSettings withTls(TlsSettings settings) {
        return new ServerSettings(
                address, Optional.of(settings), bodyMax, connectionsMax, receiveTimeout, idleTimeout, stallTimeout);
    }

    public ServerSettings withTimeouts(Duration receive, Duration idle, Duration stall) {
        return new ServerSettings(address, tls, bodyMax, connectionsMax, receive, idle, stall);
    }
}
