// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonString;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/// What a plain YAML word means. Kubernetes reads YAML 1.1: `yes` and `on` are true, `0644` is octal.
final class YamlScalars {
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> NOT_FINITE = Set.of(
            ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF");

    private static final Pattern INTEGER = Pattern.compile("([-+]?)(0x[0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+|[0-9][0-9_]*)");
    private static final Pattern REAL =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9][0-9_]*(\\.[0-9_]*)?)([eE][-+]?[0-9]{1,4})?");

    /// Longer numbers are attacks on decimal arithmetic, not values.
    private static final int NUMBER_LENGTH_MAX = 64;

    private YamlScalars() {}

    static Json read(String word) {
        if (TRUE.contains(word)) {
            return JsonBoolean.TRUE;
        }
        if (FALSE.contains(word)) {
            return JsonBoolean.FALSE;
        }
        if (NULL.contains(word)) {
            return JsonNull.NULL;
        }
        if (NOT_FINITE.contains(word)) {
            throw new DecodeException("yaml: " + word + " has no place in JSON");
        }
        return startsLikeNumber(word) ? number(word) : new JsonString(word);
    }

    /// Whether the word, written plainly, is read back as the text that it is.
    static boolean isPlainText(String word) {
        return !NOT_FINITE.contains(word) && read(word) instanceof JsonString;
    }

    private static boolean startsLikeNumber(String word) {
        char c = word.charAt(0);
        return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.';
    }

    private static Json number(String word) {
        if (word.length() > NUMBER_LENGTH_MAX) {
            return new JsonString(word);
        }
        if (INTEGER.matcher(word).matches()) {
            return integer(word);
        }
        if (REAL.matcher(word).matches()) {
            double value = Double.parseDouble(word.replace("_", ""));
            return Double.isFinite(value) ? JsonNumber.of(value) : new JsonString(word);
        }
        return new JsonString(word);
    }

    private static Json integer(String word) {
        boolean isNegative = word.startsWith("-");
        String digits = (isNegative || word.startsWith("+") ? word.substring(1) : word).replace("_", "");
        int radix = 10;
        if (digits.startsWith("0x")) {
            radix = 16;
            digits = digits.substring(2);
        } else if (digits.startsWith("0b")) {
            radix = 2;
            digits = digits.substring(2);
        } else if (digits.length() > 1 && digits.startsWith("0") && isOctal(digits)) {
            radix = 8;
            digits = digits.startsWith("0o") ? digits.substring(2) : digits.substring(1);
        }
        if (digits.isEmpty()) {
            return new JsonString(word);
        }
        BigInteger value = new BigInteger(digits, radix);
        return JsonNumber.parse((isNegative ? value.negate() : value).toString());
    }

    private static boolean isOctal(String digits) {
        return digits.chars().allMatch(c -> c >= '0' && c <= '7' || c == 'o');
    }
}
