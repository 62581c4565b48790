// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.apiserver.authentication.RemoteHeaders;
import dev.skerry.security.identity.Identity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The headers in which a front proxy says who is asking, towards the servers behind it.
final class RemoteIdentity {
    private RemoteIdentity() {}

    /// @param names of which the first of each kind is used
    static Map<String, List<String>> headers(Identity identity, RemoteHeaders names) {
        var headers = new LinkedHashMap<String, List<String>>();
        headers.put(first(names.users()), List.of(oneLine(identity.name())));
        if (!identity.uid().isEmpty()) {
            headers.put(first(names.uids()), List.of(oneLine(identity.uid())));
        }
        headers.put(
                first(names.groups()),
                identity.groups().stream().map(RemoteIdentity::oneLine).toList());
        identity.extra()
                .forEach((key, values) -> headers.put(
                        first(names.extraPrefixes()) + escaped(key),
                        values.stream().map(RemoteIdentity::oneLine).toList()));
        return headers;
    }

    /// As they are on the wire: a client's own header of this name must not go out beside ours.
    private static String first(List<String> names) {
        return names.getFirst().toLowerCase(Locale.ROOT);
    }

    /// Keys are paths as often as not, and a header's name may hold no slash.
    private static String escaped(String key) {
        return URLEncoder.encode(key.toLowerCase(Locale.ROOT), StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    /// A name must not bring headers of its own.
    private static String oneLine(String text) {
        return text.replace('\r', ' ').replace('\n', ' ');
    }
}
