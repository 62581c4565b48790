// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.openapi;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.TreeMap;

/// The documents of every group and version taken together, as version 2 of OpenAPI wants them.
record WholeApi(TreeMap<String, Json> definitions, TreeMap<String, Json> paths) {
    static WholeApi of(Collection<OpenApiDocument> documents) {
        var whole = new WholeApi(new TreeMap<>(), new TreeMap<>());
        for (OpenApiDocument document : documents) {
            Json parsed = JsonReader.read(document.json());
            parsed.at("components", "schemas")
                    .object()
                    .forEach((name, schema) -> whole.definitions.merge(name, schema, WholeApi::united));
            parsed.at("paths").object().forEach(whole.paths::put);
        }
        return whole;
    }

    /// One type as two documents describe it: each knows the kind by its own group and version.
    private static Json united(Json first, Json second) {
        String name = "x-kubernetes-group-version-kind";
        var kinds = new ArrayList<>(first.at(name).elements());
        second.at(name).elements().stream()
                .filter(kind -> !kinds.contains(kind))
                .forEach(kinds::add);
        return kinds.isEmpty() ? first : first.object().with(name, new JsonArray(kinds));
    }
}
