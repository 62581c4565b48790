// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;

/// The text an object is stored as: compact JSON, apiVersion, kind and metadata first, no resourceVersion.
///
/// @param tree what the bytes say
@SuppressWarnings("ArrayRecordComponent")
record StoredForm(JsonObject tree, byte[] bytes) {
    static StoredForm of(KubeObject object) {
        JsonObject tree = object.tree();
        var ordered = JsonObject.builder()
                .put("apiVersion", tree.valueOf("apiVersion"))
                .put("kind", tree.valueOf("kind"))
                .put("metadata", tree.at("metadata").object().without("resourceVersion"));
        tree.forEach((name, value) -> {
            if (!name.equals("apiVersion") && !name.equals("kind") && !name.equals("metadata")) {
                ordered.put(name, value);
            }
        });
        JsonObject stored = ordered.build();
        return new StoredForm(stored, JsonWriter.writeBytes(stored));
    }
}
