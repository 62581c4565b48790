// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.shape;

import java.util.Optional;
import java.util.Set;

/// How the names of fields are written in expressions. Names that are no identifiers, or words of the
/// language, are escaped: `x-y` is `x__dash__y`, `namespace` is `__namespace__`.
public final class FieldNames {
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private FieldNames() {}

    /// The name as an expression has it; nothing if no expression can have it.
    public static Optional<String> findEscaped(String name) {
        if (name.isEmpty() || Character.isDigit(name.charAt(0)) || !name.matches("[a-zA-Z0-9_./-]+")) {
            return Optional.empty();
        }
        if (RESERVED.contains(name)) {
            return Optional.of("__" + name + "__");
        }
        return Optional.of(name.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__"));
    }

    /// The name as the object has it.
    public static String unescaped(String name) {
        if (!name.contains("__")) {
            return name;
        }
        if (name.length() > 4 && RESERVED.contains(name.substring(2, name.length() - 2))) {
            return name.substring(2, name.length() - 2);
        }
        return name.replace("__dot__", ".")
                .replace("__dash__", "-")
                .replace("__slash__", "/")
                .replace("__underscores__", "__");
    }
}
