// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.security.identity.Identity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The headers in which a front proxy says who is asking, as Kubernetes names them.
final class RemoteIdentity {
    static final String USER = "X-Remote-User";
    static final String UID = "X-Remote-Uid";
    static final String GROUP = "X-Remote-Group";
    static final String EXTRA_PREFIX = "X-Remote-Extra-";

    private RemoteIdentity() {}

    static Map<String, List<String>> headers(Identity identity) {
        var headers = new LinkedHashMap<String, List<String>>();
        headers.put(USER, List.of(oneLine(identity.name())));
        if (!identity.uid().isEmpty()) {
            headers.put(UID, List.of(oneLine(identity.uid())));
        }
        headers.put(
                GROUP, identity.groups().stream().map(RemoteIdentity::oneLine).toList());
        identity.extra()
                .forEach((key, values) -> headers.put(
                        EXTRA_PREFIX + escaped(key),
                        values.stream().map(RemoteIdentity::oneLine).toList()));
        return headers;
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
