// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import java.util.LinkedHashMap;
import java.util.Map;

/// One request that both servers get.
///
/// @param area the row of the page that it counts for
/// @param path and body may hold `{rv}`, `{uid}` and `{continue}`, which each server said of itself last
record Step(String area, String name, String method, String path, Map<String, String> headers, String body) {
    static final String YAML = "application/yaml";
    static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

    static Step get(String area, String name, String path) {
        return new Step(area, name, "GET", path, Map.of(), "");
    }

    static Step write(String area, String name, String method, String path, String body) {
        return new Step(area, name, method, path, Map.of("Content-Type", YAML), body);
    }

    static Step patch(String area, String name, String path, String type, String body) {
        return new Step(area, name, "PATCH", path, Map.of("Content-Type", "application/" + type), body);
    }

    Step with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Step(area, name, method, path, more, body);
    }

    /// Whether an answer is what the step waits for: a code (`Await`), a warning (`Await-Warning`), or nothing special.
    boolean isHeeded(Side.Answer answer) {
        String code = headers.getOrDefault("Await", "");
        boolean isWarned =
                !headers.containsKey("Await-Warning") || !answer.warnings().isEmpty();
        return isWarned && (code.isEmpty() || answer.status() == Integer.parseInt(code));
    }

    String title() {
        return area + ": " + name;
    }
}
