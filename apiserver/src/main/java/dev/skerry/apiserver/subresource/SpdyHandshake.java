// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Request;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Agrees with an old client (kubectl up to 1.29) to leave HTTP for SPDY/3.1.
final class SpdyHandshake {
    /// The newest first. They differ only in how the end is told, and whether there is a terminal size.
    private static final List<String> KNOWN =
            List.of("v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io");

    private SpdyHandshake() {}

    static boolean isAsked(Request request) {
        return request.header("upgrade").filter("SPDY/3.1"::equalsIgnoreCase).isPresent();
    }

    static String choose(Request request) {
        return choose(request, KNOWN);
    }

    /// The first of the known protocols that the client names; the last for a client that names none.
    static String choose(Request request, List<String> known) {
        List<String> asked = request.headers().getOrDefault("x-stream-protocol-version", List.of()).stream()
                .flatMap(header -> Arrays.stream(header.split(",", 32)))
                .map(String::strip)
                .toList();
        if (asked.isEmpty()) {
            return known.getLast();
        }
        return known.stream()
                .filter(asked::contains)
                .findFirst()
                .orElseThrow(() -> new StatusException(
                        403,
                        "Forbidden",
                        "unable to upgrade: unable to negotiate protocol: client supports " + asked
                                + ", server accepts " + known,
                        dev.skerry.foundation.json.JsonObject.EMPTY));
    }

    static Map<String, String> headers(String protocol) {
        return Map.of("Connection", "Upgrade", "Upgrade", "SPDY/3.1", "X-Stream-Protocol-Version", protocol);
    }
}
