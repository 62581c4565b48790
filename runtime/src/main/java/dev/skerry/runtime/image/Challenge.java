// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// How a registry wants us to log in: its `WWW-Authenticate` header.
sealed interface Challenge {
    /// User and password with each request.
    record Basic() implements Challenge {}

    /// A token, to be fetched elsewhere.
    record Bearer(String realm, String service, String scope) implements Challenge {
        /// Where the token is. The registry's own idea of the scope wins.
        String address(String wantedScope) {
            var address = new StringBuilder(realm).append(realm.contains("?") ? '&' : '?');
            address.append("scope=").append(encoded(scope.isEmpty() ? wantedScope : scope));
            if (!service.isEmpty()) {
                address.append("&service=").append(encoded(service));
            }
            return address.toString();
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }

    /// Something else.
    record Unknown() implements Challenge {}

    static Challenge parse(String header) {
        int space = header.indexOf(' ');
        String scheme = (space < 0 ? header : header.substring(0, space)).toLowerCase(Locale.ROOT);
        Map<String, String> words = words(space < 0 ? "" : header.substring(space + 1));
        String realm = words.getOrDefault("realm", "");
        return switch (scheme) {
            case "basic" -> new Basic();
            case "bearer" ->
                realm.isEmpty()
                        ? new Unknown()
                        : new Bearer(realm, words.getOrDefault("service", ""), words.getOrDefault("scope", ""));
            default -> new Unknown();
        };
    }

    /// `name="value"` pairs with commas between; a value may hold commas itself.
    private static Map<String, String> words(String text) {
        var words = new HashMap<String, String>();
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            String name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            boolean isQuoted = equals + 1 < text.length() && text.charAt(equals + 1) == '"';
            int start = isQuoted ? equals + 2 : equals + 1;
            int end = text.indexOf(isQuoted ? '"' : ',', start);
            end = end < 0 ? text.length() : end;
            words.put(name, text.substring(start, end));
            int comma = text.indexOf(',', end);
            at = comma < 0 ? text.length() : comma + 1;
        }
        return words;
    }
}
