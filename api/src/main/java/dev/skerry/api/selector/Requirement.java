// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One condition on one label.
public record Requirement(String key, Operator operator, List<String> values) {
    public Requirement {
        values = List.copyOf(values);
    }

    public boolean matches(Map<String, String> labels) {
        String value = labels.get(key);
        return switch (operator) {
            case IN -> value != null && values.contains(value);
            // An object without the label is not in any set of its values.
            case NOT_IN -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
            case GREATER_THAN -> compare(value) > 0;
            case LESS_THAN -> compare(value) < 0;
        };
    }

    /// The sign of the label's number less the wanted one; 0, which matches neither operator, where one
    /// of them is no number.
    private int compare(@Nullable String value) {
        if (value == null || values.size() != 1) {
            return 0;
        }
        OptionalLong actual = number(value);
        OptionalLong bound = number(values.getFirst());
        return actual.isPresent() && bound.isPresent() ? Long.compare(actual.getAsLong(), bound.getAsLong()) : 0;
    }

    static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            // A label is any text; one that is no number simply does not compare.
            return OptionalLong.empty();
        }
    }

    /// As a selector writes it: `tier in (a,b)`, `!edge`.
    @Override
    public String toString() {
        return switch (operator) {
            case IN -> values.size() == 1 ? key + "=" + values.getFirst() : key + " in " + set();
            case NOT_IN -> values.size() == 1 ? key + "!=" + values.getFirst() : key + " notin " + set();
            case EXISTS -> key;
            case DOES_NOT_EXIST -> "!" + key;
            case GREATER_THAN -> key + ">" + values.getFirst();
            case LESS_THAN -> key + "<" + values.getFirst();
        };
    }

    private String set() {
        return values.stream().sorted().collect(java.util.stream.Collectors.joining(",", "(", ")"));
    }
}
