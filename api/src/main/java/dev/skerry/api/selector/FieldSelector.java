// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A choice of objects by the values of a few of their fields: `status.phase!=Running`. Which fields a
/// kind can be chosen by is fixed per kind, see [SelectableFields].
public final class FieldSelector {
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    private final List<Term> terms;

    private FieldSelector(List<Term> terms) {
        this.terms = List.copyOf(terms);
    }

    /// One comparison; the field is one of the kind's.
    private record Term(SelectableField field, boolean isEqual, String value) {
        boolean matches(KubeObject object) {
            return field.value(object).equals(value) == isEqual;
        }
    }

    /// Reads a selector for objects of a kind: terms with `=`, `==` or `!=`, separated by commas; a comma,
    /// equals sign or backslash within a value is written after a backslash.
    ///
    /// @throws StatusException 400 if the text is no selector, or names a field that the kind is not
    ///     chosen by
    public static FieldSelector parse(String text, SelectableFields fields) {
        var terms = new ArrayList<Term>();
        for (String part : split(text)) {
            if (!part.isEmpty()) {
                terms.add(term(part, text, fields));
            }
        }
        return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
    }

    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == ',') {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static Term term(String part, String text, SelectableFields fields) {
        for (int i = 0; i < part.length(); i++) {
            for (String operator : List.of("!=", "==", "=")) {
                if (part.startsWith(operator, i)) {
                    String value = unescape(part.substring(i + operator.length()));
                    return new Term(fields.field(part.substring(0, i)), !operator.equals("!="), value);
                }
            }
        }
        throw StatusException.badRequest("invalid selector: '" + text + "'; can't understand '" + part + "'");
    }

    private static String unescape(String value) {
        var plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '=') {
                throw StatusException.badRequest("invalid field selector: unescaped character in value: " + (int) c);
            }
            if (c == '\\') {
                i++;
                if (i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
                    String sequence = i == value.length() ? "\\" : "\\" + value.charAt(i);
                    throw StatusException.badRequest("invalid field selector: invalid escape sequence: " + sequence);
                }
                plain.append(value.charAt(i));
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    public boolean matches(KubeObject object) {
        return terms.stream().allMatch(term -> term.matches(object));
    }

    public boolean matchesEverything() {
        return terms.isEmpty();
    }

    /// The one name that this selector can match, if it asks for a name: a list of one need not read all.
    public Optional<String> findName() {
        return findExact("metadata.name");
    }

    /// The value that this selector demands of a field, if it demands one.
    public Optional<String> findExact(String field) {
        return terms.stream()
                .filter(term -> term.isEqual && term.field.label().equals(field))
                .map(Term::value)
                .findFirst();
    }

    /// The text form.
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Term term : terms) {
            String value = term.value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
            text.append(text.isEmpty() ? "" : ",")
                    .append(term.field.label())
                    .append(term.isEqual ? "=" : "!=")
                    .append(value);
        }
        return text.toString();
    }
}
