// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A machine and a port on it.
///
/// @param host a name or an address; one of IPv6 stands here without brackets
public record HostPort(String host, int port) {
    private static final int PORT_MAX = 65_535;

    public HostPort {
        if (host.isEmpty() || port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("not a host and a port: " + host + ":" + port);
        }
    }

    /// Reads `host`, `host:port`, `[address]:port` and several of them behind commas.
    static List<HostPort> list(String text, int usualPort) {
        var all = new ArrayList<HostPort>();
        for (String one : text.split(",", -1)) {
            all.add(read(one.strip(), usualPort));
        }
        return all;
    }

    private static HostPort read(String text, int usualPort) {
        int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
        int colon = text.indexOf(':', bracket + 1);
        String host = colon < 0 ? text : text.substring(0, colon);
        if (bracket > 0) {
            host = text.substring(1, bracket);
        }
        try {
            return new HostPort(host, colon < 0 ? usualPort : Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("\"" + text + "\" must be HOST or HOST:PORT");
        }
    }

    static String text(List<HostPort> hosts) {
        return hosts.stream().map(HostPort::toString).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
