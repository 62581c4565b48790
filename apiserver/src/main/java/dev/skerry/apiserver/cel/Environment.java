// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel;

import dev.skerry.apiserver.cel.language.Checker.VariableType;
import dev.skerry.apiserver.cel.shape.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The variables that an expression may use.
///
/// @param canMutate whether the expression may make objects and operations of patches
public record Environment(Map<String, VariableType> variables, boolean canMutate) {
    public Environment {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    public static Environment empty() {
        return new Environment(Map.of(), false);
    }

    public Environment with(String name, Shape shape) {
        return with(name, new VariableType.Shaped(shape));
    }

    /// A variable that may have nothing in it, which the expression has to ask for.
    public Environment withMaybe(String name, Shape shape) {
        return with(name, new VariableType.Maybe(shape));
    }

    /// A variable of a type that a library knows.
    public Environment withOpaque(String name, String typeName) {
        return with(name, new VariableType.Opaque(typeName));
    }

    public Environment with(String name, VariableType type) {
        var all = new LinkedHashMap<>(variables);
        all.put(name, type);
        return new Environment(all, canMutate);
    }

    public Environment mutating() {
        return new Environment(variables, true);
    }
}
