// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.shape.Durations;
import dev.skerry.apiserver.cel.value.Bytes;
import dev.skerry.apiserver.cel.value.CelMap;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.apiserver.cel.value.TypeName;
import dev.skerry.apiserver.cel.value.Unsigned;
import dev.skerry.foundation.json.JsonNull;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// `"%s is %d".format([a, b])`.
final class TextFormat {
    private static final int PRECISION_DEFAULT = 6;
    private static final int PRECISION_MAX = 1000;
    private static final int CHARACTERS_MAX = 3 * 1024 * 1024;

    private final String format;
    private final List<?> arguments;
    private final StringBuilder result = new StringBuilder();
    private int used;
    private int at;

    private TextFormat(String format, List<?> arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    static String format(String format, List<?> arguments) {
        return new TextFormat(format, arguments).formatted();
    }

    private String formatted() {
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%') {
                result.append(c);
            } else if (at < format.length() && format.charAt(at) == '%') {
                at++;
                result.append('%');
            } else {
                clause();
            }
            if (result.length() > CHARACTERS_MAX) {
                throw new Fault("the text gets longer than " + CHARACTERS_MAX + " characters");
            }
        }
        return result.toString();
    }

    private void clause() {
        int precision = precision();
        if (at >= format.length()) {
            throw new Fault("unexpected end of string");
        }
        char verb = format.charAt(at++);
        if (used >= arguments.size()) {
            throw new Fault("index " + used + " out of range");
        }
        Object argument = arguments.get(used++);
        result.append(
                switch (verb) {
                    case 's' -> text(argument);
                    case 'd' -> decimal(argument);
                    case 'f' -> fixed(argument, precision);
                    case 'e' -> String.format(Locale.ROOT, "%." + precision + "e", number(argument));
                    case 'b' -> binary(argument);
                    case 'x' -> hexadecimal(argument);
                    case 'X' -> hexadecimal(argument).toUpperCase(Locale.ROOT);
                    case 'o' -> octal(argument);
                    default ->
                        throw new Fault(
                                "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
                });
    }

    private int precision() {
        if (at >= format.length() || format.charAt(at) != '.') {
            return PRECISION_DEFAULT;
        }
        int start = ++at;
        while (at < format.length() && Character.isDigit(format.charAt(at))) {
            at++;
        }
        String digits = format.substring(start, at);
        if (digits.isEmpty() || digits.length() > 4 || Integer.parseInt(digits) > PRECISION_MAX) {
            throw new Fault("could not parse formatting clause: error while getting precision");
        }
        return Integer.parseInt(digits);
    }

    static String text(Object value) {
        return switch (value) {
            case JsonNull _ -> "null";
            case Double number -> Conversions.text(number);
            case Duration duration -> Durations.text(duration);
            case Bytes bytes -> bytes.text();
            case TypeName type -> type.name();
            case List<?> list -> list.stream().map(TextFormat::text).collect(Collectors.joining(", ", "[", "]"));
            case CelMap map ->
                map.keys().stream()
                        .map(key -> text(key) + ": "
                                + map.find(key).map(TextFormat::text).orElse(""))
                        .sorted()
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> value.toString();
        };
    }

    private static String decimal(Object value) {
        return switch (value) {
            case Long _, Unsigned _ -> value.toString();
            case Double number when !Double.isFinite(number) -> Conversions.text(number);
            default -> throw wrong("decimal clause can only be used on integers");
        };
    }

    private static double number(Object value) {
        return switch (value) {
            case Double number -> number;
            case Long number -> number.doubleValue();
            case Unsigned number -> number.doubleValue();
            default -> throw wrong("fixed-point clause can only be used on doubles");
        };
    }

    private static String fixed(Object value, int precision) {
        double number = number(value);
        return Double.isFinite(number)
                ? new BigDecimal(number)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString()
                : Conversions.text(number);
    }

    private static String binary(Object value) {
        return switch (value) {
            case Long number -> Long.toString(number, 2);
            case Unsigned number -> Long.toUnsignedString(number.bits(), 2);
            case Boolean flag -> flag ? "1" : "0";
            default -> throw wrong("only integers and bools can be formatted as binary");
        };
    }

    private static String hexadecimal(Object value) {
        return switch (value) {
            case Long number -> Long.toString(number, 16);
            case Unsigned number -> Long.toUnsignedString(number.bits(), 16);
            case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case Bytes bytes -> HexFormat.of().formatHex(bytes.toArray());
            default -> throw wrong("only integers, byte buffers, and strings can be formatted as hex");
        };
    }

    private static String octal(Object value) {
        return switch (value) {
            case Long number -> Long.toString(number, 8);
            case Unsigned number -> Long.toUnsignedString(number.bits(), 8);
            default -> throw wrong("octal clause can only be used on integers");
        };
    }

    private static Fault wrong(String why) {
        return new Fault("error during formatting: " + why);
    }
}
