// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The headers in which a proxy says who is asking. Of users and uids the first header that is there counts, of groups
/// and of what else is known of somebody all of them.
///
/// @param users each at least one name, as are the others; the first is the one that this server itself uses towards
///     servers behind it
/// @param extraPrefixes what stands before the key, which is percent-encoded
public record RemoteHeaders(List<String> users, List<String> uids, List<String> groups, List<String> extraPrefixes) {
    /// As every library for servers behind an API server knows them.
    public static final RemoteHeaders STANDARD = new RemoteHeaders(
            List.of("X-Remote-User"), List.of("X-Remote-Uid"), List.of("X-Remote-Group"), List.of("X-Remote-Extra-"));

    public RemoteHeaders {
        users = List.copyOf(users);
        uids = List.copyOf(uids);
        groups = List.copyOf(groups);
        extraPrefixes = List.copyOf(extraPrefixes);
        Stream.of(users, uids, groups, extraPrefixes).forEach(names -> {
            if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("a header that says who is asking needs a name");
            }
        });
    }

    /// The first value under any of these names; empty text if there is none.
    static String first(Map<String, List<String>> headers, List<String> names) {
        return values(headers, names).stream().findFirst().orElse("");
    }

    /// All values under these names that say something.
    static List<String> values(Map<String, List<String>> headers, List<String> names) {
        return names.stream()
                .flatMap(name -> headers.getOrDefault(lower(name), List.of()).stream())
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /// What else is said of somebody, by its key, decoded.
    Map<String, List<String>> extra(Map<String, List<String>> headers) {
        var extra = new LinkedHashMap<String, List<String>>();
        for (String prefix : extraPrefixes) {
            headers.forEach((name, values) -> {
                if (name.startsWith(lower(prefix))) {
                    extra.computeIfAbsent(decoded(name.substring(prefix.length())), _ -> new ArrayList<>())
                            .addAll(values);
                }
            });
        }
        return extra;
    }

    /// Whether a header of this name, in lower case, says who is asking.
    boolean has(String header) {
        return Stream.of(users, uids, groups)
                        .flatMap(List::stream)
                        .anyMatch(name -> lower(name).equals(header))
                || extraPrefixes.stream().anyMatch(prefix -> header.startsWith(lower(prefix)));
    }

    /// A key that is not well encoded is taken as it stands: it must not get lost, for it may take a right away.
    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return key;
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
