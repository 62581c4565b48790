// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

/// Writes a JSON value as text, compact or indented. `<`, `>` and `&` are written plainly.
public final class JsonWriter {
    private static final String INDENT = "  ";

    private final JsonBytes out = JsonBytes.open();
    private final boolean isPretty;

    private JsonWriter(boolean isPretty) {
        this.isPretty = isPretty;
    }

    public static String write(Json value) {
        return written(value, false).finishText();
    }

    /// As UTF-8.
    public static byte[] writeBytes(Json value) {
        return written(value, false).finish();
    }

    /// As people like to read it: two spaces a level, a line per field.
    public static String writePretty(Json value) {
        return written(value, true).finishText();
    }

    private static JsonBytes written(Json value, boolean isPretty) {
        var writer = new JsonWriter(isPretty);
        writer.value(value, 0);
        return writer.out;
    }

    private void value(Json value, int depth) {
        switch (value) {
            case JsonObject object -> object(object, depth);
            case JsonArray array -> array(array, depth);
            case JsonString(String text) -> out.quoted(text);
            case JsonNumber number -> out.ascii(number.toString());
            case JsonBoolean(boolean flag) -> out.ascii(flag ? "true" : "false");
            case JsonNull _ -> out.ascii("null");
        }
    }

    private void object(JsonObject object, int depth) {
        out.ascii('{');
        for (int i = 0; i < object.size(); i++) {
            separate(i == 0, depth + 1);
            out.quoted(object.nameAt(i));
            out.ascii(':');
            if (isPretty) {
                out.ascii(' ');
            }
            value(object.valueAt(i), depth + 1);
        }
        close('}', object.isEmpty(), depth);
    }

    private void array(JsonArray array, int depth) {
        out.ascii('[');
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
            out.ascii(',');
        }
        newLine(depth);
    }

    private void close(char bracket, boolean isEmpty, int depth) {
        if (!isEmpty) {
            newLine(depth);
        }
        out.ascii(bracket);
    }

    private void newLine(int depth) {
        if (!isPretty) {
            return;
        }
        out.ascii('\n');
        for (int i = 0; i < depth; i++) {
            out.ascii(INDENT);
        }
    }
}
