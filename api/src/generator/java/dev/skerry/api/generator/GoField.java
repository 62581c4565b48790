// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.generator;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A field of a Go struct.
///
/// @param name empty for an embedded struct
/// @param tag the text between the back quotes
/// @param markers the `+name=value` comments before it
record GoField(String name, String type, String tag, Map<String, List<String>> markers) {
    private static final Pattern NUMBER = Pattern.compile("^[a-z0-9]+,(\\d+)");

    /// One entry of the tag: `json`, `protobuf`, `patchStrategy`; empty if there is none.
    String tag(String key) {
        Matcher matcher = Pattern.compile("(?:^| )" + key + ":\"([^\"]*)\"").matcher(tag);
        return matcher.find() ? matcher.group(1) : "";
    }

    String jsonName() {
        String json = tag("json");
        int comma = json.indexOf(',');
        return comma < 0 ? json : json.substring(0, comma);
    }

    boolean isInline() {
        return name.isEmpty() && jsonName().isEmpty();
    }

    boolean omitsEmpty() {
        return tag("json").contains(",omitempty") || tag("json").contains(",omitzero");
    }

    /// The protobuf field number; 0 for none.
    int number() {
        Matcher matcher = NUMBER.matcher(tag("protobuf"));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    boolean isMarked(String marker) {
        return markers.containsKey(marker);
    }

    /// The value of a marker, the last where it stands several times; empty for none.
    String marker(String name) {
        List<String> values = markers.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getLast();
    }
}
