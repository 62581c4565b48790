// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.proxy;

import dev.skerry.apiserver.http.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A request as it goes on to a program behind this server. What proves who is asking stays here: the program must
/// not be given a token that opens the API.
///
/// @param path what the program is asked for
/// @param own headers in the place of the client's, by lower-case name: who is asking, for programs that take this
///     server's word, and what host they are asked as
public record ProxyRequest(Request http, String path, Map<String, List<String>> own) {
    /// Headers that concern one connection, not the request; and those that prove who is asking.
    private static final Set<String> KEPT_BACK = Set.of(
            "authorization",
            "connection",
            "content-length",
            "expect",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    public void write(OutputStream out) throws IOException {
        var head = new StringBuilder();
        head.append(http.method()).append(' ').append(target()).append(" HTTP/1.1\r\n");
        http.headers().forEach((name, values) -> {
            if (isHandedOn(name)) {
                values.forEach(value -> line(head, name, value));
            }
        });
        own.forEach((name, values) -> values.forEach(value -> line(head, name, value)));
        line(head, "x-forwarded-for", http.remoteAddress());
        String upgrade = http.header("upgrade").orElse("");
        line(head, "connection", upgrade.isEmpty() ? "close" : "upgrade");
        if (!upgrade.isEmpty()) {
            line(head, "upgrade", upgrade);
        }
        if (http.body().length > 0 || Set.of("POST", "PUT", "PATCH").contains(http.method())) {
            line(head, "content-length", Integer.toString(http.body().length));
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(http.body());
    }

    private boolean isHandedOn(String name) {
        return !KEPT_BACK.contains(name)
                && !own.containsKey(name)
                && !name.startsWith("impersonate-")
                && !name.startsWith("x-remote-");
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private String target() {
        String encoded = Arrays.stream(path.split("/", -1))
                .map(segment -> encoded(segment).replace("+", "%20"))
                .collect(Collectors.joining("/"));
        return http.query().isEmpty() ? encoded : encoded + "?" + query();
    }

    private String query() {
        return http.query().entrySet().stream()
                .flatMap((Map.Entry<String, List<String>> one) ->
                        one.getValue().stream().map(value -> encoded(one.getKey()) + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
