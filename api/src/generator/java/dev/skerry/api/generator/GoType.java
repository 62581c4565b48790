// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.generator;

import java.util.List;
import java.util.Map;

/// A type declaration of a Go file, as far as the schema needs it.
///
/// @param expression what it is declared as, `struct` or any other type expression
/// @param markers the `+name=value` comments before it
record GoType(String name, String expression, Map<String, List<String>> markers, List<GoField> fields) {
    boolean isStruct() {
        return expression.equals("struct");
    }

    boolean isMarked(String marker) {
        return markers.containsKey(marker);
    }
}
