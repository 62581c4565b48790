// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The rules for names and other short texts. Each method answers what is wrong with a text, in the words
/// clients know; nothing if it is right.
public final class Names {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String LABEL_VALUE = "(" + QUALIFIED + ")?";
    private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";
    private static final String PERCENT = "[0-9]+%";

    private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile("[a-z0-9][-a-z0-9.]*");
    private static final Pattern LABEL_1035_PATTERN = Pattern.compile(LABEL_1035);
    private static final Pattern CONFIG_KEY_PATTERN = Pattern.compile(CONFIG_KEY);
    private static final Pattern PORT_PATTERN = Pattern.compile("[-a-z0-9]+");
    private static final Pattern PERCENT_PATTERN = Pattern.compile(PERCENT);

    private Names() {}

    /// A word of a domain name: `my-name`.
    public static List<String> label(String text) {
        var wrong = tooLong(text, 63, "characters");
        if (text.isEmpty() || text.length() <= 63 && !isLabel(text, 0, text.length())) {
            wrong.add(shaped(
                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must"
                            + " start and end with an alphanumeric character",
                    LABEL,
                    "my-name",
                    "123-abc"));
        }
        return wrong;
    }

    /// A domain name: what most objects are called.
    public static List<String> subdomain(String text) {
        var wrong = tooLong(text, 253, "characters");
        if (!isSubdomain(text)) {
            wrong.add(shaped(
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.',"
                            + " and must start and end with an alphanumeric character",
                    SUBDOMAIN,
                    "example.com"));
        }
        return wrong;
    }

    /// A word of a domain name that begins with a letter, as older rules want it.
    public static List<String> label1035(String text) {
        var wrong = tooLong(text, 63, "characters");
        if (text.length() > 63 || !LABEL_1035_PATTERN.matcher(text).matches()) {
            wrong.add(shaped(
                    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
                            + " alphabetic character, and end with an alphanumeric character",
                    LABEL_1035,
                    "my-name",
                    "abc-123"));
        }
        return wrong;
    }

    /// A part of a path: what names of roles may be.
    public static List<String> pathSegment(String text) {
        var wrong = new ArrayList<String>();
        if (text.equals(".") || text.equals("..")) {
            wrong.add("may not be '" + text + "'");
        }
        for (String part : List.of("/", "%")) {
            if (text.contains(part)) {
                wrong.add("may not contain '" + part + "'");
            }
        }
        return wrong;
    }

    /// The key of a label or annotation, `example.com/name`, or of anything else that wants a prefix.
    public static List<String> qualified(String text) {
        var wrong = new ArrayList<String>();
        int slash = text.indexOf('/');
        String rules = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                + " alphanumeric character";
        if (slash >= 0 && text.indexOf('/', slash + 1) >= 0) {
            wrong.add("a valid label key " + shaped(rules, QUALIFIED, "MyName", "my.name", "123-abc")
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
            return wrong;
        }
        if (slash == 0) {
            wrong.add("prefix part must be non-empty");
        } else if (slash > 0) {
            subdomain(text.substring(0, slash)).forEach(message -> wrong.add("prefix part " + message));
        }
        String name = text.substring(slash + 1);
        if (name.isEmpty()) {
            wrong.add("name part must be non-empty");
        } else if (name.length() > 63) {
            wrong.add("name part must be no more than 63 bytes");
        }
        if (name.length() <= 63 && !isQualified(name)) {
            wrong.add("name part " + shaped(rules, QUALIFIED, "MyName", "my.name", "123-abc"));
        }
        return wrong;
    }

    public static List<String> labelValue(String text) {
        var wrong = tooLong(text, 63, "bytes");
        if (text.length() <= 63 && !text.isEmpty() && !isQualified(text)) {
            wrong.add(shaped(
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and"
                            + " must start and end with an alphanumeric character",
                    LABEL_VALUE,
                    "MyValue",
                    "my_value",
                    "12345"));
        }
        return wrong;
    }

    /// The key of an entry of a ConfigMap or Secret.
    public static List<String> configKey(String text) {
        var wrong = tooLong(text, 253, "characters");
        if (!CONFIG_KEY_PATTERN.matcher(text).matches()) {
            wrong.add(shaped(
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
                    CONFIG_KEY,
                    "key.name",
                    "KEY_NAME",
                    "key-name"));
        }
        if (text.equals(".") || text.equals("..")) {
            wrong.add("must not be '" + text + "'");
        } else if (text.startsWith("..")) {
            wrong.add("must not start with '..'");
        }
        return wrong;
    }

    static List<String> portName(String text) {
        var wrong = tooLong(text, 15, "characters");
        if (!PORT_PATTERN.matcher(text).matches()) {
            wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (text.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
            wrong.add("must contain at least one letter (a-z)");
        }
        if (text.contains("--")) {
            wrong.add("must not contain consecutive hyphens");
        }
        if (text.startsWith("-") || text.endsWith("-")) {
            wrong.add("must not begin or end with a hyphen");
        }
        return wrong;
    }

    static List<String> environmentName(String text) {
        var wrong = new ArrayList<String>();
        if (text.isEmpty()) {
            wrong.add("environment variable name must be non-empty");
        }
        if (text.chars().anyMatch(c -> c < 0x20 || c > 0x7e || c == '=')) {
            wrong.add(
                    "a valid environment variable name must consist only of printable ASCII characters other than '='");
        }
        return wrong;
    }

    static List<String> percent(String text) {
        return PERCENT_PATTERN.matcher(text).matches()
                ? List.of()
                : List.of(shaped(
                        "a valid percent string must be a numeric string followed by an ending '%'",
                        PERCENT, "1%", "93%"));
    }

    /// What is wrong with the beginning of a generated name: the end of it is yet to come.
    static String masked(String generateName) {
        return generateName.endsWith("-") && generateName.length() > 1
                ? generateName.substring(0, generateName.length() - 1) + "a"
                : generateName;
    }

    static boolean isLowerCase(String text) {
        return text.equals(text.toLowerCase(Locale.ROOT));
    }

    /// What [#LABEL] says, of a part of a text. It is asked of every name of every object, and a regular expression
    /// takes several times as long.
    private static boolean isLabel(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean isInside = i > from && i < to - 1;
            if (!(isLowerCaseLetter(c) || isDigit(c) || isInside && c == '-')) {
                return false;
            }
        }
        return to > from;
    }

    /// What [#QUALIFIED] says.
    private static boolean isQualified(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isInside = i > 0 && i < text.length() - 1;
            boolean isLetter = isLowerCaseLetter(c) || c >= 'A' && c <= 'Z';
            if (!(isLetter || isDigit(c) || isInside && (c == '-' || c == '_' || c == '.'))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isLowerCaseLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// Without a regular expression over all of the text, which may be long and hostile.
    private static boolean isSubdomain(String text) {
        if (text.length() > 253) {
            return text.length() < 10_000 && SUBDOMAIN_PATTERN.matcher(text).matches();
        }
        int from = 0;
        int dot = text.indexOf('.');
        while (dot >= 0) {
            if (!isLabel(text, from, dot)) {
                return false;
            }
            from = dot + 1;
            dot = text.indexOf('.', from);
        }
        return isLabel(text, from, text.length());
    }

    private static List<String> tooLong(String text, int lengthMax, String unit) {
        var wrong = new ArrayList<String>();
        if (text.length() > lengthMax) {
            wrong.add("must be no more than " + lengthMax + " " + unit);
        }
        return wrong;
    }

    private static String shaped(String rule, String pattern, String... examples) {
        return rule + " (e.g. '" + String.join("',  or '", examples) + "', regex used for validation is '" + pattern
                + "')";
    }
}
