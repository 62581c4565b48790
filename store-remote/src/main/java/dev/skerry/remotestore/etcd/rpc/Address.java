// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

import java.net.URI;
import java.net.URISyntaxException;

/// Where a member of etcd listens to clients.
public record Address(String host, int port, boolean isTls) {
    /// etcd's port for clients.
    private static final int PORT = 2379;

    /// Reads `http://host:port` or `https://host:port`.
    public static Address parse(String url) {
        try {
            var uri = new URI(url);
            boolean isTls = "https".equals(uri.getScheme());
            if ((isTls || "http".equals(uri.getScheme())) && uri.getHost() != null) {
                return new Address(uri.getHost(), uri.getPort() < 0 ? PORT : uri.getPort(), isTls);
            }
        } catch (URISyntaxException _) {
            // The sentence below says all that there is to say.
        }
        throw new IllegalArgumentException("not an etcd endpoint: " + url + "; give http(s)://HOST:PORT");
    }

    @Override
    public String toString() {
        return (isTls ? "https://" : "http://") + host + ":" + port;
    }
}
