// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.value.CelMap;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.apiserver.cel.value.ValueTypes;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// URLs and their parts.
final class Urls {
    private Urls() {}

    /// A URL with a scheme, or an absolute path.
    record Url(URI uri) implements ValueTypes.Typed {
        @Override
        public String typeName() {
            return "kubernetes.URL";
        }

        @Override
        public String toString() {
            return uri.toString();
        }
    }

    static void addTo(Map<String, Function> all) {
        all.put(
                "string_to_url",
                a -> find((String) a[0])
                        .orElseThrow(() -> new Fault("URL parse error during conversion from string: " + a[0])));
        all.put("is_url_string", a -> find((String) a[0]).isPresent());
        all.put("url_get_scheme", a -> text(uri(a).getScheme()));
        all.put("url_get_host", a -> text(uri(a).getRawAuthority()).replaceFirst("^.*@", ""));
        all.put("url_get_hostname", a -> text(uri(a).getHost()).replaceFirst("^\\[(.*)]$", "$1"));
        all.put("url_get_port", a -> uri(a).getPort() < 0 ? "" : Integer.toString(uri(a).getPort()));
        all.put("url_get_escaped_path", a -> text(uri(a).getRawPath()));
        all.put("url_get_query", a -> query(text(uri(a).getRawQuery())));
    }

    private static URI uri(Object[] arguments) {
        return ((Url) arguments[0]).uri();
    }

    private static String text(@org.jspecify.annotations.Nullable String part) {
        return Objects.requireNonNullElse(part, "");
    }

    private static Optional<Url> find(String text) {
        try {
            // Only the start of a query or fragment may be anything but ASCII in Go; Java is as strict here.
            URI uri = new URI(text);
            boolean isAbsolute = uri.getScheme() != null || text.startsWith("/");
            return isAbsolute ? Optional.of(new Url(uri)) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static CelMap query(String query) {
        var byName = new LinkedHashMap<Object, Object>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = decoded(equals < 0 ? part : part.substring(0, equals));
                var values = new ArrayList<Object>((List<?>) byName.getOrDefault(name, List.of()));
                values.add(equals < 0 ? "" : decoded(part.substring(equals + 1)));
                byName.put(name, List.copyOf(values));
            }
        }
        return CelMap.of(byName);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            // A percent sign that escapes nothing stands for itself.
            return text;
        }
    }
}
