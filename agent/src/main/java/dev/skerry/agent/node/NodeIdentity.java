// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.node;

import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Map;

/// What a node was told to be.
///
/// @param labels besides those that every node has
/// @param taints as `key=value:Effect`, `key:Effect`; set when the node is registered, later changes are the
///     administrator's
public record NodeIdentity(String name, Map<String, String> labels, List<String> taints) {
    public NodeIdentity {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
        taints.forEach(NodeIdentity::taint);
    }

    JsonArray taintObjects() {
        return new JsonArray(taints.stream().map(NodeIdentity::taint).toList());
    }

    private static dev.skerry.foundation.json.Json taint(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new IllegalArgumentException("a taint is written KEY=VALUE:EFFECT or KEY:EFFECT, not " + text);
        }
        String left = text.substring(0, colon);
        int equals = left.indexOf('=');
        return JsonObject.builder()
                .put("key", equals < 0 ? left : left.substring(0, equals))
                .putIfText("value", equals < 0 ? "" : left.substring(equals + 1))
                .put("effect", text.substring(colon + 1))
                .build();
    }
}
