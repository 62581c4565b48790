// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// How values are put into cells: the forms that users of kubectl know.
final class CellText {
    static final String NONE = "<none>";
    static final String UNSET = "<unset>";
    static final String UNKNOWN = "<unknown>";

    private CellText() {}

    /// A length of time in at most two units, coarser the longer it is: `45s`, `5m3s`, `7h`, `3d4h`, `2y10d`.
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (seconds < 120) {
            return Math.max(0, seconds) + "s";
        } else if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        } else if (minutes < 180) {
            return minutes + "m";
        } else if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        } else if (hours < 48) {
            return hours + "h";
        } else if (days < 8) {
            return two(days, "d", hours % 24, "h");
        } else if (days < 365 * 2) {
            return days + "d";
        } else if (days < 365 * 8) {
            return two(days / 365, "y", days % 365, "d");
        }
        return days / 365 + "y";
    }

    private static String two(long coarse, String coarseUnit, long fine, String fineUnit) {
        return coarse + coarseUnit + (fine == 0 ? "" : fine + fineUnit);
    }

    /// How long ago a time is.
    static String since(Optional<Instant> time, Instant now) {
        return time.map(then -> duration(Duration.between(then, now))).orElse(UNKNOWN);
    }

    /// A time as objects write it; empty if this is none.
    static Optional<Instant> time(Json value) {
        try {
            return value.text().isEmpty() ? Optional.empty() : Optional.of(Instant.parse(value.text()));
        } catch (DateTimeParseException _) {
            // Somebody's malformed time is shown as an unknown one.
            return Optional.empty();
        }
    }

    static String age(KubeObject object, Instant now) {
        return since(object.creationTimestamp(), now);
    }

    static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    static String orUnset(String text) {
        return text.isEmpty() ? UNSET : text;
    }

    static String orElse(Json value, String absent) {
        return value.isNull() ? absent : plain(value);
    }

    /// A scalar as people write it; structures as JSON.
    static String plain(Json value) {
        return value instanceof JsonString(String text) ? text : value.toString();
    }

    /// `a=1,b=2`, ordered by name.
    static String labels(Json labels) {
        return orNone(labels.object().fields().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue().text())
                .sorted()
                .collect(Collectors.joining(",")));
    }

    /// A label selector object in its text form.
    static String selector(Json selector) {
        return orNone(LabelSelector.read(selector).toString());
    }

    /// One field of each element, with commas.
    static String joined(Json list, String field) {
        return list.elements().stream().map(element -> element.at(field).text()).collect(Collectors.joining(","));
    }

    static String truth(Json flag) {
        return flag.booleanOr(false) ? "True" : "False";
    }

    /// `<unset>` where the field is absent.
    static String truthIfSet(Json flag) {
        return flag.isNull() ? UNSET : truth(flag);
    }

    static boolean isTrue(Json conditions, String type) {
        return conditions.elements().stream()
                .anyMatch(condition -> condition.at("type").text().equals(type)
                        && condition.at("status").text().equals("True"));
    }

    /// The first few of many, and how many more there are.
    static String firstOf(List<String> items, int shown) {
        String text = items.stream().limit(shown).collect(Collectors.joining(","));
        return items.size() <= shown ? orNone(text) : text + " + " + (items.size() - shown) + " more...";
    }
}
