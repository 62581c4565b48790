// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.util.Map;
import java.util.regex.Pattern;

/// Writes a JSON tree as YAML in block style. Text that a reader of YAML 1.1 or 1.2 could take for
/// something else is quoted, in JSON's way, which is YAML, too.
public final class YamlWriter {
    /// Words that need no quotes wherever they stand in a block.
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./ ()+=,;-]*(?::[A-Za-z0-9_./()+=,;-]+)*");

    /// Words that some reader takes for a number or a time of day.
    private static final Pattern NUMBER_LIKE = Pattern.compile("[-+.]?[0-9][0-9_,.:eExXoO+-]*|[0-9]{4}-[0-9]{2}-.*");

    /// A key that stands before its colon may have 1,024 characters, by the rules of YAML; some readers count
    /// quotes and escapes, and what is in front.
    private static final int KEY_LENGTH_MAX = 1000;

    private final StringBuilder out = new StringBuilder(512);

    private YamlWriter() {}

    public static String write(Json value) {
        var writer = new YamlWriter();
        writer.value(value, 0, "");
        return writer.out.toString();
    }

    /// @param lead what to write before a value that stands on the same line; a nested block begins a new one
    private void value(Json value, int indent, String lead) {
        switch (value) {
            case JsonObject object
            when !object.isEmpty() -> {
                if (!lead.isEmpty() && !lead.equals("- ")) {
                    out.append('\n');
                }
                object(object, indent, lead.equals("- "));
            }
            case JsonArray array
            when array.size() > 0 -> {
                if (!lead.isEmpty()) {
                    out.append('\n');
                }
                for (Json element : array.values()) {
                    pad(indent).append("- ");
                    value(element, indent + 1, "- ");
                }
            }
            case Json scalar ->
                out.append(lead.equals(": ") ? " " : "").append(scalar(scalar)).append('\n');
        }
    }

    private void object(JsonObject object, int indent, boolean isAfterDash) {
        boolean isFirst = isAfterDash;
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
            if (!isFirst) {
                pad(indent);
            }
            isFirst = false;
            String key = text(field.getKey());
            boolean isLong = key.length() > KEY_LENGTH_MAX;
            if (isLong) {
                out.append("? ").append(key).append('\n');
                pad(indent);
            } else {
                out.append(key);
            }
            out.append(':');
            // A list may stand at the indent of its name, as people write it.
            int inner = field.getValue() instanceof JsonArray && !isLong ? indent : indent + 1;
            value(field.getValue(), inner, ": ");
        }
    }

    private StringBuilder pad(int indent) {
        return out.repeat("  ", indent);
    }

    private static String scalar(Json value) {
        return switch (value) {
            case JsonString(String text) -> text(text);
            case JsonObject _ -> "{}";
            case JsonArray _ -> "[]";
            case JsonNumber _, JsonBoolean _, JsonNull _ -> value.toString();
        };
    }

    private static String text(String text) {
        boolean isPlain = PLAIN.matcher(text).matches()
                && !text.endsWith(" ")
                && !NUMBER_LIKE.matcher(text).matches()
                && YamlScalars.isPlainText(text);
        return isPlain ? text : new JsonString(text).toString();
    }
}
