// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.apiserver.http.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One entry of an `Accept` header, or a `Content-Type`: a type with parameters in any order.
///
/// @param type lower case, `application/json` or with a star
/// @param quality how much the client wants it, from 0 to 1
public record MediaRange(String type, Map<String, String> parameters, double quality) {
    private static final int ENTRIES_MAX = 64;

    public MediaRange {
        parameters = Map.copyOf(parameters);
    }

    /// What a request accepts, the most wanted first; anything where it does not say.
    public static List<MediaRange> accepted(Request request) {
        var ranges = new ArrayList<MediaRange>();
        for (String header : request.headers().getOrDefault("accept", List.of())) {
            for (String entry : header.split(",", ENTRIES_MAX)) {
                if (!entry.isBlank()) {
                    ranges.add(parse(entry));
                }
            }
        }
        if (ranges.isEmpty()) {
            return List.of(new MediaRange("*/*", Map.of(), 1));
        }
        ranges.removeIf(range -> range.quality() <= 0);
        ranges.sort(Comparator.comparingDouble((MediaRange range) -> -range.quality()));
        return ranges;
    }

    public static MediaRange parse(String text) {
        String[] parts = text.split(";", ENTRIES_MAX);
        var parameters = new HashMap<String, String>();
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                String name = parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT);
                String value = unquoted(parts[i].substring(equals + 1).strip());
                if (name.equals("q")) {
                    quality = quality(value);
                } else {
                    parameters.put(name, value);
                }
            }
        }
        return new MediaRange(parts[0].strip().toLowerCase(Locale.ROOT), parameters, quality);
    }

    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    private static double quality(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException _) {
            // A weight that is none does not say that the type is unwanted.
            return 1;
        }
    }
}
