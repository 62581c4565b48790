// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A pod, or what a workload makes pods of, as the controls look at it.
record PodSpec(JsonObject metadata, JsonObject spec) {
    private static final List<String> LISTS = List.of("initContainers", "containers", "ephemeralContainers");

    /// Containers of all three lists.
    List<Json> containers() {
        var all = new ArrayList<Json>();
        LISTS.forEach(list -> all.addAll(spec.at(list).elements()));
        return all;
    }

    List<String> containersThat(Predicate<Json> wanted) {
        return containers().stream()
                .filter(wanted)
                .map(container -> container.at("name").text())
                .toList();
    }

    Json security() {
        return spec.at("securityContext");
    }

    boolean isWindows() {
        return spec.at("os", "name").text().equals("windows");
    }

    Map<String, String> annotations() {
        var texts = new LinkedHashMap<String, String>();
        metadata.at("annotations").object().forEach((name, value) -> texts.put(name, value.text()));
        return texts;
    }
}
