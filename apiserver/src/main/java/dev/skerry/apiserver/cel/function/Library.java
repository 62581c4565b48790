// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.evaluation.Function;
import java.util.HashMap;
import java.util.Map;

/// All functions, by the overloads of the table in [dev.skerry.apiserver.cel.language.FunctionTable].
public final class Library {
    private static final Map<String, Function> ALL = collect();

    private Library() {}

    public static Map<String, Function> all() {
        return ALL;
    }

    private static Map<String, Function> collect() {
        var all = new HashMap<String, Function>();
        StandardFunctions.addTo(all);
        Arithmetic.addTo(all);
        Conversions.addTo(all);
        TimeFunctions.addTo(all);
        TextFunctions.addTo(all);
        Patterns.addTo(all);
        ListFunctions.addTo(all);
        Urls.addTo(all);
        Quantities.addTo(all);
        Addresses.addTo(all);
        NamedFormats.addTo(all);
        SemanticVersion.addTo(all);
        Authorization.addTo(all);
        return Map.copyOf(all);
    }
}
