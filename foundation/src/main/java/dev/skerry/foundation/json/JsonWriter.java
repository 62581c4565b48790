// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.nio.charset.StandardCharsets;

/// Writes a JSON value as text, compact or indented. `<`, `>` and `&` are written plainly.
public final class JsonWriter {
    private static final String INDENT = "  ";

    private final StringBuilder out = new StringBuilder(256);
    private final boolean isPretty;

    private JsonWriter(boolean isPretty) {
        this.isPretty = isPretty;
    }

    public static String write(Json value) {
        var writer = new JsonWriter(false);
        writer.value(value, 0);
        return writer.out.toString();
    }

    public static byte[] writeBytes(Json value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }

    /// As people like to read it: two spaces a level, a line per field.
    public static String writePretty(Json value) {
        var writer = new JsonWriter(true);
        writer.value(value, 0);
        return writer.out.toString();
    }

    private void value(Json value, int depth) {
        switch (value) {
            case JsonObject object -> object(object, depth);
            case JsonArray array -> array(array, depth);
            case JsonString(String text) -> string(text);
            case JsonNumber number -> out.append(number);
            case JsonBoolean(boolean flag) -> out.append(flag);
            case JsonNull _ -> out.append("null");
        }
    }

    private void object(JsonObject object, int depth) {
        out.append('{');
        object.forEach((name, value) -> {
            separate(out.charAt(out.length() - 1) == '{', depth + 1);
            string(name);
            out.append(isPretty ? ": " : ":");
            value(value, depth + 1);
        });
        close('}', object.isEmpty(), depth);
    }

    private void array(JsonArray array, int depth) {
        out.append('[');
        boolean isFirst = true;
        for (Json element : array.values()) {
            separate(isFirst, depth + 1);
            isFirst = false;
            value(element, depth + 1);
        }
        close(']', isFirst, depth);
    }

    private void separate(boolean isFirst, int depth) {
        if (!isFirst) {
            out.append(',');
        }
        newLine(depth);
    }

    private void close(char bracket, boolean isEmpty, int depth) {
        if (!isEmpty) {
            newLine(depth);
        }
        out.append(bracket);
    }

    private void newLine(int depth) {
        if (isPretty) {
            out.append('\n').append(INDENT.repeat(depth));
        }
    }

    private void string(String text) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c != '"' && c != '\\') {
                continue;
            }
            out.append(text, written, i);
            written = i + 1;
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(String.format("\\u%04x", (int) c));
            }
        }
        out.append(text, written, text.length()).append('"');
    }
}
