// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.foundation.json.JsonObject;

/// Objects that say nothing but how far a watch has come.
final class Bookmarks {
    private static final JsonObject INITIAL_EVENTS_END = JsonObject.of("k8s.io/initial-events-end", "true");

    private Bookmarks() {}

    static JsonObject of(GroupVersionKind kind, long revision, boolean endsInitialEvents) {
        return JsonObject.of(
                "kind",
                kind.kind(),
                "apiVersion",
                kind.apiVersion(),
                "metadata",
                metadata(revision, endsInitialEvents));
    }

    static JsonObject metadata(long revision, boolean endsInitialEvents) {
        var metadata = JsonObject.builder()
                .put("resourceVersion", Long.toString(revision))
                .put("creationTimestamp", null);
        if (endsInitialEvents) {
            metadata.put("annotations", INITIAL_EVENTS_END);
        }
        return metadata.build();
    }
}
