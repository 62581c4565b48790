// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.value.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Functions of texts. Positions count code points.
final class TextFunctions {
    /// A text that an expression makes may be as long as a request, no longer.
    private static final int CHARACTERS_MAX = 3 * 1024 * 1024;

    private TextFunctions() {}

    static void addTo(Map<String, Function> all) {
        all.put("add_string", a -> (String) a[0] + a[1]);
        all.put("contains_string", a -> ((String) a[0]).contains((String) a[1]));
        all.put("starts_with_string", a -> ((String) a[0]).startsWith((String) a[1]));
        all.put("ends_with_string", a -> ((String) a[0]).endsWith((String) a[1]));
        all.put("string_char_at_int", a -> charAt((String) a[0], (Long) a[1]));
        all.put("string_index_of_string", a -> indexOf((String) a[0], (String) a[1], 0));
        all.put("string_index_of_string_int", a -> indexOf((String) a[0], (String) a[1], (Long) a[2]));
        all.put("string_last_index_of_string", a -> lastIndexOf((String) a[0], (String) a[1], length((String) a[0])));
        all.put("string_last_index_of_string_int", a -> lastIndexOf((String) a[0], (String) a[1], (Long) a[2]));
        all.put("string_lower_ascii", a -> mapped((String) a[0], 'A', 'Z', 'a' - 'A'));
        all.put("string_upper_ascii", a -> mapped((String) a[0], 'a', 'z', 'A' - 'a'));
        all.put("string_replace_string_string", a -> replaced((String) a[0], (String) a[1], (String) a[2], -1));
        all.put(
                "string_replace_string_string_int",
                a -> replaced((String) a[0], (String) a[1], (String) a[2], (Long) a[3]));
        all.put("string_split_string", a -> split((String) a[0], (String) a[1], -1));
        all.put("string_split_string_int", a -> split((String) a[0], (String) a[1], (Long) a[2]));
        all.put("string_substring_int", a -> substring((String) a[0], (Long) a[1], length((String) a[0])));
        all.put("string_substring_int_int", a -> substring((String) a[0], (Long) a[1], (Long) a[2]));
        all.put("string_trim", a -> ((String) a[0]).strip());
        all.put("string_format", a -> TextFormat.format((String) a[0], (List<?>) a[1]));
        all.put("strings_quote", a -> quoted((String) a[0]));
        all.put("list_join", a -> joined((List<?>) a[0], ""));
        all.put("list_join_string", a -> joined((List<?>) a[0], (String) a[1]));
        all.put(
                "string_jsonpatch_escapeKey_string",
                a -> ((String) a[0]).replace("~", "~0").replace("/", "~1"));
    }

    private static long length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String charAt(String text, long index) {
        if (index < 0 || index > length(text)) {
            throw new Fault("index out of range: " + index);
        }
        return index == length(text) ? "" : substring(text, index, index + 1);
    }

    private static String substring(String text, long start, long end) {
        long length = length(text);
        if (start < 0 || end < 0 || start > length || end > length) {
            throw new Fault("index out of range: " + (start < 0 || start > length ? start : end));
        }
        if (start > end) {
            throw new Fault("invalid substring range. start: " + start + ", end: " + end);
        }
        return text.substring(text.offsetByCodePoints(0, (int) start), text.offsetByCodePoints(0, (int) end));
    }

    private static long indexOf(String text, String wanted, long from) {
        if (from < 0) {
            throw new Fault("index out of range: " + from);
        }
        if (from > length(text)) {
            return -1;
        }
        int found = text.indexOf(wanted, text.offsetByCodePoints(0, (int) from));
        return found < 0 ? -1 : text.codePointCount(0, found);
    }

    private static long lastIndexOf(String text, String wanted, long from) {
        long length = length(text);
        if (from < 0 || from > length) {
            throw new Fault("index out of range: " + from);
        }
        int found = text.lastIndexOf(wanted, text.offsetByCodePoints(0, (int) from));
        return found < 0 ? -1 : text.codePointCount(0, found);
    }

    private static String mapped(String text, char first, char last, int distance) {
        var mapped = new StringBuilder(text);
        for (int i = 0; i < mapped.length(); i++) {
            char c = mapped.charAt(i);
            if (c >= first && c <= last) {
                mapped.setCharAt(i, (char) (c + distance));
            }
        }
        return mapped.toString();
    }

    private static String replaced(String text, String wanted, String by, long countMax) {
        var result = new StringBuilder();
        int at = 0;
        for (long count = 0; countMax < 0 || count < countMax; count++) {
            int found = wanted.isEmpty() ? at : text.indexOf(wanted, at);
            if (found < 0) {
                break;
            }
            result.append(text, at, found).append(by);
            at = found + wanted.length();
            demandShort(result.length());
            if (wanted.isEmpty()) {
                if (at >= text.length()) {
                    break;
                }
                int next = text.offsetByCodePoints(at, 1);
                result.append(text, at, next);
                at = next;
            }
        }
        return result.append(text, at, text.length()).toString();
    }

    private static void demandShort(long characters) {
        if (characters > CHARACTERS_MAX) {
            throw new Fault("the text gets longer than " + CHARACTERS_MAX + " characters");
        }
    }

    private static List<Object> split(String text, String separator, long countMax) {
        if (countMax == 0) {
            return List.of();
        }
        var parts = new ArrayList<Object>();
        int at = 0;
        while (countMax < 0 || parts.size() < countMax - 1) {
            boolean isPerCharacter = separator.isEmpty();
            int found = isPerCharacter
                    ? (at < text.length() ? text.offsetByCodePoints(at, 1) : -1)
                    : text.indexOf(separator, at);
            if (found < 0 || isPerCharacter && found == text.length()) {
                break;
            }
            parts.add(text.substring(at, found));
            at = found + separator.length();
        }
        if (!separator.isEmpty() || at < text.length()) {
            parts.add(text.substring(at));
        }
        return List.copyOf(parts);
    }

    private static String joined(List<?> list, String separator) {
        long characters = 0;
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw Fault.noSuchOverload();
            }
            characters += text.length() + separator.length();
            demandShort(characters);
        }
        return list.stream().map(Object::toString).collect(Collectors.joining(separator));
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case 0x07 -> quoted.append("\\a");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case 0x0b -> quoted.append("\\v");
                case '\\' -> quoted.append("\\\\");
                case '"' -> quoted.append("\\\"");
                default -> quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
