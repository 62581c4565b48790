// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The demands on texts and numbers, and the enumeration of any values.
final class ScalarRules {
    private ScalarRules() {}

    static void addTo(List<ValueRules.Check> checks, JsonObject schema) {
        addEnumeration(checks, schema.at("enum"));
        addLengths(checks, schema);
        addPattern(checks, schema.at("pattern").text());
        addFormat(checks, schema.at("format").text());
        addBounds(checks, schema);
        addMultiple(checks, schema.at("multipleOf"));
    }

    private static void addEnumeration(List<ValueRules.Check> checks, Json enumeration) {
        if (enumeration.elements().isEmpty()) {
            return;
        }
        Set<Json> allowed = new HashSet<>(enumeration.elements());
        List<String> words = enumeration.elements().stream()
                .map(value -> value instanceof JsonString(String text) ? text : value.toString())
                .toList();
        checks.add((value, path, faults) -> {
            if (!allowed.contains(value)) {
                faults.add(FieldError.notSupported(path, value, words));
            }
        });
    }

    private static void addLengths(List<ValueRules.Check> checks, JsonObject schema) {
        long most = schema.at("maxLength").longOr(Long.MAX_VALUE);
        long least = schema.at("minLength").longOr(0);
        if (most == Long.MAX_VALUE && least == 0) {
            return;
        }
        checks.add((value, path, faults) -> {
            if (value instanceof JsonString(String text)) {
                int length = text.codePointCount(0, text.length());
                if (length > most) {
                    faults.add(FieldError.tooLong(path, most));
                }
                if (length < least) {
                    faults.add(ValueRules.invalid(path, value, "should be at least " + least + " chars long"));
                }
            }
        });
    }

    private static void addPattern(List<ValueRules.Check> checks, String expression) {
        if (expression.isEmpty()) {
            return;
        }
        BoundedPattern pattern = BoundedPattern.compile(expression);
        checks.add((value, path, faults) -> {
            if (value instanceof JsonString(String text) && !pattern.isFoundIn(text)) {
                faults.add(ValueRules.invalid(path, value, "should match '" + expression + "'"));
            }
        });
    }

    private static void addFormat(List<ValueRules.Check> checks, String format) {
        switch (format) {
            case "" -> {}
            case "int32" -> addRange(checks, format, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "int64" -> addRange(checks, format, Long.MIN_VALUE, Long.MAX_VALUE);
            default ->
                checks.add((value, path, faults) -> {
                    if (value instanceof JsonString(String text) && !TextFormats.matches(format, text)) {
                        faults.add(new FieldError(
                                FieldError.Type.TYPE_INVALID,
                                path,
                                value,
                                path + " in body must be of type " + format + ": " + value));
                    }
                });
        }
    }

    private static void addRange(List<ValueRules.Check> checks, String format, double least, double most) {
        checks.add((value, path, faults) -> {
            if (value instanceof JsonNumber number && (number.doubleValue() < least || number.doubleValue() > most)) {
                faults.add(FieldError.invalid(
                        path, value, "Checked value must be of type integer with format " + format + " in " + path));
            }
        });
    }

    private static void addBounds(List<ValueRules.Check> checks, JsonObject schema) {
        if (schema.at("minimum") instanceof JsonNumber least) {
            boolean isExclusive = schema.at("exclusiveMinimum").booleanOr(false);
            String rule = "should be greater than " + (isExclusive ? "" : "or equal to ") + least;
            checks.add((value, path, faults) -> {
                if (value instanceof JsonNumber number && compare(number, least) < (isExclusive ? 1 : 0)) {
                    faults.add(ValueRules.invalid(path, value, rule));
                }
            });
        }
        if (schema.at("maximum") instanceof JsonNumber most) {
            boolean isExclusive = schema.at("exclusiveMaximum").booleanOr(false);
            String rule = "should be less than " + (isExclusive ? "" : "or equal to ") + most;
            checks.add((value, path, faults) -> {
                if (value instanceof JsonNumber number && compare(number, most) > (isExclusive ? -1 : 0)) {
                    faults.add(ValueRules.invalid(path, value, rule));
                }
            });
        }
    }

    /// Whole numbers exactly, others as doubles.
    private static int compare(JsonNumber left, JsonNumber right) {
        return left.isIntegral() && right.isIntegral()
                ? Long.compare(left.longValue(), right.longValue())
                : Double.compare(left.doubleValue(), right.doubleValue());
    }

    private static void addMultiple(List<ValueRules.Check> checks, Json multiple) {
        if (!(multiple instanceof JsonNumber factor) || factor.doubleValue() <= 0) {
            return;
        }
        checks.add((value, path, faults) -> {
            if (value instanceof JsonNumber number) {
                double quotient = number.doubleValue() / factor.doubleValue();
                if (quotient != Math.rint(quotient)) {
                    faults.add(ValueRules.invalid(path, value, "should be a multiple of " + factor));
                }
            }
        });
    }
}
