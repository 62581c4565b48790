// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import java.util.ArrayList;
import java.util.List;

/// Reads a [JsonPath] from left to right.
final class JsonPathParser {
    private final String text;
    private int position;

    JsonPathParser(String text) {
        this.text = text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
    }

    List<JsonPath.Step> parse() {
        if (text.startsWith("$")) {
            position++;
        }
        if (!text.startsWith(".", position) && !text.startsWith("[", position)) {
            throw fault("it must begin with a dot");
        }
        List<JsonPath.Step> steps = steps();
        if (position < text.length()) {
            throw fault("unexpected '" + text.charAt(position) + "'");
        }
        return steps;
    }

    private List<JsonPath.Step> steps() {
        var steps = new ArrayList<JsonPath.Step>();
        while (position < text.length()) {
            if (text.startsWith(".[", position)) {
                position++;
            } else if (text.charAt(position) == '.') {
                position++;
                field().ifPresent(steps::add);
            } else if (text.charAt(position) == '[') {
                position++;
                steps.add(bracket());
            } else {
                break;
            }
        }
        return steps;
    }

    /// A name after a dot; nothing for the dot that stands for the object itself.
    private java.util.Optional<JsonPath.Step> field() {
        var name = new StringBuilder();
        while (position < text.length() && ".[]()=!<> ".indexOf(text.charAt(position)) < 0) {
            if (text.charAt(position) == '\\' && position + 1 < text.length()) {
                position++;
            }
            name.append(text.charAt(position++));
        }
        if (name.isEmpty()) {
            if (position < text.length() && text.charAt(position) == '.') {
                throw fault("recursive descent is not supported");
            }
            return java.util.Optional.empty();
        }
        return java.util.Optional.of(
                name.toString().equals("*") ? new JsonPath.Step.All() : new JsonPath.Step.Field(name.toString()));
    }

    private JsonPath.Step bracket() {
        if (text.startsWith("?(", position)) {
            position += 2;
            JsonPath.Step filter = filter();
            expect(")]");
            return filter;
        }
        int end = text.indexOf(']', position);
        if (end < 0) {
            throw fault("unterminated array");
        }
        String inner = text.substring(position, end).strip();
        boolean isQuoted = inner.length() >= 2 && (inner.startsWith("'") || inner.startsWith("\""));
        if (isQuoted) {
            // A quoted name may itself contain a bracket.
            int close = text.indexOf(inner.charAt(0) + "]", position + 1);
            if (close < 0) {
                throw fault("unterminated quote");
            }
            String name = text.substring(text.indexOf(inner.charAt(0), position) + 1, close);
            position = close + 2;
            return new JsonPath.Step.Field(name);
        }
        position = end + 1;
        return inner.equals("*") || inner.equals(":")
                ? new JsonPath.Step.All()
                : new JsonPath.Step.Index(number(inner));
    }

    private int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException _) {
            // Slices and unions exist in the language, but no definition that we know uses them.
            throw fault("'" + digits + "' is no index");
        }
    }

    private JsonPath.Step filter() {
        skipSpaces();
        expect("@");
        List<JsonPath.Step> path = steps();
        skipSpaces();
        boolean isEqual = text.startsWith("==", position);
        expect(isEqual ? "==" : "!=");
        skipSpaces();
        return new JsonPath.Step.Filter(path, isEqual, literal());
    }

    private Json literal() {
        char quote = position < text.length() ? text.charAt(position) : ' ';
        if (quote == '\'' || quote == '"') {
            int close = text.indexOf(quote, position + 1);
            if (close < 0) {
                throw fault("unterminated quote");
            }
            String value = text.substring(position + 1, close);
            position = close + 1;
            skipSpaces();
            return Json.of(value);
        }
        int end = text.indexOf(')', position);
        if (end < 0) {
            throw fault("unterminated filter");
        }
        String value = text.substring(position, end).strip();
        position = end;
        try {
            return JsonReader.read(value);
        } catch (JsonException _) {
            // Whoever wrote the definition meant something else than a value.
            throw fault("'" + value + "' is no value");
        }
    }

    private void skipSpaces() {
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
    }

    private void expect(String wanted) {
        if (!text.startsWith(wanted, position)) {
            throw fault("expected '" + wanted + "' at " + position);
        }
        position += wanted.length();
    }

    private IllegalArgumentException fault(String why) {
        return new IllegalArgumentException("invalid JSON path " + text + ": " + why);
    }
}
