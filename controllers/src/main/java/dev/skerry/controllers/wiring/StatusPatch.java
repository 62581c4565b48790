// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.wiring;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;

/// Writes the status of an object by naming only what changed in it.
///
/// Replacing the whole object at its status subresource would put back metadata as the cache had it, a
/// moment old; and a conflict about something that is none of the status' business would cost a pass.
public final class StatusPatch {
    private StatusPatch() {}

    /// The object as the server has it afterwards; the server is not asked if the status is the same.
    public static KubeObject write(
            KubeClient client, GroupVersionResource resource, KubeObject before, KubeObject after) {
        JsonObject changes =
                changes(before.at("status").object(), after.at("status").object());
        if (changes.isEmpty()) {
            return before;
        }
        var patch = JsonObject.of("metadata", JsonObject.of("uid", before.uid()), "status", changes);
        return client.patch(resource, before.objectName(), "status", PatchType.MERGE, patch);
    }

    private static JsonObject changes(JsonObject before, JsonObject after) {
        var changes = JsonObject.builder();
        after.forEach((field, value) -> {
            Json old = before.valueOf(field);
            if (value instanceof JsonObject inner && old instanceof JsonObject oldInner) {
                JsonObject deeper = changes(oldInner, inner);
                if (!deeper.isEmpty()) {
                    changes.put(field, deeper);
                }
            } else if (!value.equals(old)) {
                changes.put(field, value);
            }
        });
        before.names().stream().filter(field -> !after.has(field)).forEach(field -> changes.put(field, JsonNull.NULL));
        return changes.build();
    }
}
