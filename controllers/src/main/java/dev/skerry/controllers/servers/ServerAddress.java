// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.servers;

import java.util.Comparator;
import java.util.Optional;

/// Where pods and other machines reach a server.
///
/// @param host an address, not a name
public record ServerAddress(String host, int port) implements Comparable<ServerAddress> {
    private static final Comparator<ServerAddress> ORDER = Comparator.comparing(ServerAddress::isIpv6)
            .thenComparing(ServerAddress::port)
            .thenComparing(ServerAddress::host);

    /// @param text as [#toString] writes it
    static Optional<ServerAddress> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
        return Optional.of(new ServerAddress(host, Integer.parseInt(text.substring(colon + 1))));
    }

    boolean isIpv6() {
        return host.contains(":");
    }

    @Override
    public int compareTo(ServerAddress other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return (isIpv6() ? "[" + host + "]" : host) + ":" + port;
    }
}
