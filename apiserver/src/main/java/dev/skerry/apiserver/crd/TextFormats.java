// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The `format` words that Kubernetes checks on texts. Other words are comments.
final class TextFormats {
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
    private static final Pattern IPV6_GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final int IPV6_GROUPS = 8;
    private static final int IPV6_BITS = 128;
    private static final int IPV4_BITS = 32;

    private static final Map<String, Predicate<String>> CHECKS = Map.ofEntries(
            Map.entry("date-time", TextFormats::isDateTime),
            Map.entry("datetime", TextFormats::isDateTime),
            Map.entry("date", TextFormats::isDate),
            Map.entry("byte", TextFormats::isBase64),
            Map.entry("uri", TextFormats::isUri),
            Map.entry("ipv4", text -> IPV4.matcher(text).matches()),
            Map.entry("ipv6", TextFormats::isIpv6),
            Map.entry("cidr", TextFormats::isCidr),
            Map.entry("mac", matching("([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|([0-9A-Fa-f]{4}\\.){2}[0-9A-Fa-f]{4}")),
            Map.entry("uuid", matching("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")),
            Map.entry("uuid4", matching("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}")),
            Map.entry("email", matching("[^@\\s]+@[^@\\s]+")),
            Map.entry(
                    "hostname",
                    matching("(?=.{1,253}$)[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?"
                            + "(\\.[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?)*")),
            Map.entry("duration", matching("[-+]?(0|((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h))+)|\\d+ ?[a-z]+")));

    private TextFormats() {}

    /// Whether a text has a format; formats that we do not know are not held against it.
    static boolean matches(String format, String text) {
        return CHECKS.getOrDefault(format, _ -> true).test(text);
    }

    private static Predicate<String> matching(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return text -> pattern.matcher(text).matches();
    }

    private static boolean isDateTime(String text) {
        try {
            return OffsetDateTime.parse(text.replace('t', 'T').replace('z', 'Z')) != null;
        } catch (DateTimeException _) {
            return false; // The answer, not a failure.
        }
    }

    private static boolean isDate(String text) {
        try {
            return LocalDate.parse(text) != null;
        } catch (DateTimeException _) {
            return false; // The answer, not a failure.
        }
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text) != null;
        } catch (IllegalArgumentException _) {
            return false; // The answer, not a failure.
        }
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException _) {
            return false; // The answer, not a failure.
        }
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap != text.lastIndexOf("::") || text.contains(":::") || !text.contains(":")) {
            return false;
        }
        String plain = withoutIpv4Tail(text);
        int groups = 0;
        for (String part : plain.split("::", 2)) {
            for (String group : part.isEmpty() ? new String[0] : part.split(":", -1)) {
                if (!IPV6_GROUP.matcher(group).matches()) {
                    return false;
                }
                groups++;
            }
        }
        return gap >= 0 ? groups < IPV6_GROUPS : groups == IPV6_GROUPS;
    }

    /// An address may end in the dotted form, which stands for two groups.
    private static String withoutIpv4Tail(String text) {
        int colon = text.lastIndexOf(':');
        return IPV4.matcher(text.substring(colon + 1)).matches() ? text.substring(0, colon + 1) + "0:0" : text;
    }

    private static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9]\\d{0,2}")) {
            return false;
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        String address = text.substring(0, slash);
        return IPV4.matcher(address).matches() ? bits <= IPV4_BITS : isIpv6(address) && bits <= IPV6_BITS;
    }
}
