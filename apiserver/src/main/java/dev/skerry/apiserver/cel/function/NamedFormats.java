// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.api.validation.Names;
import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.value.Sizes;
import dev.skerry.apiserver.cel.value.ValueTypes;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Formats that texts are checked against: `format.dns1123Label().validate(name)`.
final class NamedFormats {
    private static final String UUID = "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}";

    /// How long the patterns are that Kubernetes reckons with.
    private static final Map<String, Long> PATTERN_SIZES = Map.of(
            "dns1123Label", 30L,
            "dns1035Label", 30L,
            "dns1123LabelPrefix", 30L,
            "dns1035LabelPrefix", 30L,
            "dns1123Subdomain", 60L,
            "dns1123SubdomainPrefix", 60L,
            "qualifiedName", 60L,
            "labelValue", 40L);

    private static final long PATTERN_SIZE = 128;

    /// What is wrong with a text.
    @FunctionalInterface
    private interface Check {
        List<String> faults(String text);
    }

    /// @param size of the pattern that costs are reckoned with
    private record NamedFormat(String name, long size, Check check) implements ValueTypes.Typed, Sizes.Sized {
        @Override
        public String typeName() {
            return "kubernetes.NamedFormat";
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private NamedFormats() {}

    static void addTo(Map<String, Function> all) {
        var formats = new LinkedHashMap<String, NamedFormat>();
        put(formats, "dns1123Label", Names::label);
        put(formats, "dns1123Subdomain", Names::subdomain);
        put(formats, "dns1035Label", Names::label1035);
        put(formats, "qualifiedName", Names::qualified);
        put(formats, "dns1123LabelPrefix", text -> Names.label(prefix(text)));
        put(formats, "dns1123SubdomainPrefix", text -> Names.subdomain(prefix(text)));
        put(formats, "dns1035LabelPrefix", text -> Names.label1035(prefix(text)));
        put(formats, "labelValue", Names::labelValue);
        put(
                formats,
                "uri",
                text -> isUri(text) ? List.of() : List.of("parse \"" + text + "\": invalid URI for request"));
        put(formats, "uuid", text -> text.matches(UUID) ? List.of() : List.of("does not match the UUID format"));
        put(
                formats,
                "byte",
                text -> holds(() -> Base64.getDecoder().decode(text)) ? List.of() : List.of("invalid base64"));
        put(formats, "date", text -> holds(() -> LocalDate.parse(text)) ? List.of() : List.of("invalid date"));
        put(
                formats,
                "datetime",
                text -> holds(() -> OffsetDateTime.parse(text)) ? List.of() : List.of("invalid datetime"));
        formats.forEach((name, format) -> all.put("format." + name, _ -> format));
        all.put("format-named", a -> Optional.ofNullable(formats.get((String) a[0])));
        all.put("format-validate", a -> {
            List<String> faults = ((NamedFormat) a[0]).check().faults((String) a[1]);
            return faults.isEmpty() ? Optional.empty() : Optional.of(List.<Object>copyOf(faults));
        });
    }

    private static void put(Map<String, NamedFormat> formats, String name, Check check) {
        formats.put(name, new NamedFormat(name, PATTERN_SIZES.getOrDefault(name, PATTERN_SIZE), check));
    }

    /// What stands before a generated end may end in a dash itself.
    private static String prefix(String text) {
        return text.endsWith("-") ? text.substring(0, text.length() - 1) + "a" : text;
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException _) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Parse {
        Object value();
    }

    private static boolean holds(Parse parse) {
        try {
            return parse.value() != null;
        } catch (DateTimeException | IllegalArgumentException _) {
            return false;
        }
    }
}
