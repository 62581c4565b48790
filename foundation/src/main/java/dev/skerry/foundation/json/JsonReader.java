// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads one JSON text (RFC 8259) from UTF-8 bytes.
///
/// Foreign input is met with budgets before allocations: the nesting depth is bounded, a number's
/// length is bounded, and memory is at most a small multiple of the input, whose size the caller has
/// bounded. Field names repeat endlessly in Kubernetes objects; see [FieldNames].
///
/// A name that stands twice in one object: the last one wins, as in Go's reader, and the path of each
/// such field is kept for strict validation in [#duplicates].
public final class JsonReader {
    /// Nesting that no Kubernetes object comes near; Go's own reader stops at 10,000.
    private static final int DEPTH_MAX = 500;

    /// Longer numbers are attacks on decimal arithmetic, not values.
    private static final int NUMBER_LENGTH_MAX = 64;

    /// Enough duplicates to report; a text made of nothing else must not grow a list without end.
    private static final int DUPLICATES_MAX = 100;

    private final byte[] input;
    private int position;

    /// Where we are: a field's name, or the elements that an array has so far.
    private final List<Object> path = new ArrayList<>();

    private final List<String> duplicates = new ArrayList<>();

    private JsonReader(byte[] input) {
        this.input = input;
    }

    /// @throws JsonException if the input is not exactly one JSON value
    public static Json read(byte[] input) {
        return new JsonReader(input).readAll();
    }

    public static Json read(String input) {
        return read(input.getBytes(StandardCharsets.UTF_8));
    }

    /// A value together with the paths (`spec.containers[0].name`) of fields that stood twice.
    public record Strict(Json value, List<String> duplicates) {
        public Strict {
            duplicates = List.copyOf(duplicates);
        }
    }

    /// Reads as [#read(byte[])] and tells which fields stood twice.
    public static Strict readStrictly(byte[] input) {
        var reader = new JsonReader(input);
        return new Strict(reader.readAll(), reader.duplicates);
    }

    private Json readAll() {
        Json value = value();
        skipSpace();
        if (position < input.length) {
            throw failure("invalid character " + shown(input[position]) + " after top-level value");
        }
        return value;
    }

    private Json value() {
        skipSpace();
        if (position >= input.length) {
            throw failure("unexpected end of JSON input");
        }
        byte c = input[position];
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new JsonString(string());
            case 't' -> word("true", JsonBoolean.TRUE);
            case 'f' -> word("false", JsonBoolean.FALSE);
            case 'n' -> word("null", JsonNull.NULL);
            default -> {
                if (c == '-' || isDigit(c)) {
                    yield number();
                }
                throw failure("invalid character " + shown(c) + " looking for beginning of value");
            }
        };
    }

    private JsonObject object() {
        position++;
        var builder = JsonObject.builder();
        skipSpace();
        if (peek() == '}') {
            position++;
            return JsonObject.EMPTY;
        }
        while (true) {
            skipSpace();
            if (peek() != '"') {
                throw failure("invalid character " + shown(peek()) + " looking for beginning of object key string");
            }
            String name = name();
            skipSpace();
            expect(':', "after object key");
            enter(name);
            if (!builder.add(name, value()) && duplicates.size() < DUPLICATES_MAX) {
                duplicates.add(place());
            }
            leave();
            skipSpace();
            if (peek() == '}') {
                position++;
                return builder.build();
            }
            expect(',', "after object key:value pair");
        }
    }

    private JsonArray array() {
        position++;
        skipSpace();
        if (peek() == ']') {
            position++;
            return JsonArray.EMPTY;
        }
        var values = new ArrayList<Json>();
        while (true) {
            enter(values);
            values.add(value());
            leave();
            skipSpace();
            if (peek() == ']') {
                position++;
                return new JsonArray(values);
            }
            expect(',', "after array element");
        }
    }

    private void enter(Object step) {
        if (path.size() >= DEPTH_MAX) {
            throw failure("exceeded max depth");
        }
        path.add(step);
    }

    private void leave() {
        path.removeLast();
    }

    /// The path as strict validation writes it.
    private String place() {
        var text = new StringBuilder();
        for (Object step : path) {
            switch (step) {
                case List<?> elements ->
                    text.append('[').append(elements.size()).append(']');
                default -> text.append(text.isEmpty() ? "" : ".").append(step);
            }
        }
        return text.toString();
    }

    private String name() {
        int start = position + 1;
        int end = start;
        while (end < input.length && input[end] != '"' && input[end] != '\\' && (input[end] & 0xff) >= 0x20) {
            end++;
        }
        if (end == input.length || input[end] != '"') {
            // An escape, or something that does not belong there.
            return string();
        }
        position = end + 1;
        return FieldNames.of(input, start, end);
    }

    private String string() {
        int start = ++position;
        while (position < input.length && input[position] != '"' && input[position] != '\\') {
            if (input[position] >= 0 && input[position] < 0x20) {
                throw failure("invalid character " + shown(input[position]) + " in string literal");
            }
            position++;
        }
        if (peek() == '"') {
            return new String(input, start, position++ - start, StandardCharsets.UTF_8);
        }
        return escaped(start);
    }

    /// A string with an escape in it: decoded piece by piece.
    private String escaped(int start) {
        var text = new StringBuilder(new String(input, start, position - start, StandardCharsets.UTF_8));
        while (true) {
            int from = position;
            while (position < input.length && input[position] != '"' && input[position] != '\\') {
                if (input[position] >= 0 && input[position] < 0x20) {
                    throw failure("invalid character " + shown(input[position]) + " in string literal");
                }
                position++;
            }
            text.append(new String(input, from, position - from, StandardCharsets.UTF_8));
            if (peek() == '"') {
                position++;
                return text.toString();
            }
            position++;
            text.append(escape());
        }
    }

    private char escape() {
        byte c = peek();
        position++;
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw failure("invalid character " + shown(c) + " in string escape code");
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw failure("invalid character " + shown(peek()) + " in \\u hexadecimal character escape");
            }
            code = code * 16 + digit;
            position++;
        }
        return (char) code;
    }

    private JsonNumber number() {
        int start = position;
        if (peek() == '-') {
            position++;
        }
        if (peek() == '0') {
            position++;
        } else {
            digits();
        }
        if (position < input.length && input[position] == '.') {
            position++;
            digits();
        }
        if (position < input.length && (input[position] == 'e' || input[position] == 'E')) {
            position++;
            if (peek() == '+' || peek() == '-') {
                position++;
            }
            digits();
        }
        if (position - start > NUMBER_LENGTH_MAX) {
            throw failure("number is longer than " + NUMBER_LENGTH_MAX + " characters");
        }
        return new JsonNumber(new String(input, start, position - start, StandardCharsets.ISO_8859_1));
    }

    private void digits() {
        if (!isDigit(peek())) {
            throw failure("invalid character " + shown(peek()) + " in numeric literal");
        }
        while (position < input.length && isDigit(input[position])) {
            position++;
        }
    }

    private Json word(String word, Json value) {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                throw failure("invalid character " + shown(peek()) + " in literal " + word);
            }
            position++;
        }
        return value;
    }

    private void expect(char wanted, String where) {
        if (peek() != wanted) {
            throw failure("invalid character " + shown(peek()) + " " + where);
        }
        position++;
    }

    private byte peek() {
        if (position >= input.length) {
            throw failure("unexpected end of JSON input");
        }
        return input[position];
    }

    private void skipSpace() {
        while (position < input.length) {
            byte c = input[position];
            if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
                return;
            }
            position++;
        }
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static String shown(byte c) {
        return c >= 0x20 && c < 0x7f ? "'" + (char) c + "'" : String.format("'\\x%02x'", c & 0xff);
    }

    private JsonException failure(String message) {
        return new JsonException(message, position);
    }
}
