// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.meta;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;

/// The object that another one belongs to; garbage collection follows these.
public record OwnerReference(
        String apiVersion, String kind, String name, String uid, boolean isController, boolean blocksOwnerDeletion) {

    public static OwnerReference read(Json json) {
        return new OwnerReference(
                json.at("apiVersion").text(),
                json.at("kind").text(),
                json.at("name").text(),
                json.at("uid").text(),
                json.at("controller").booleanOr(false),
                json.at("blockOwnerDeletion").booleanOr(false));
    }

    /// The same owner, whose foreground deletion does not wait.
    public OwnerReference unblocking() {
        return new OwnerReference(apiVersion, kind, name, uid, isController, false);
    }

    public JsonObject toJson() {
        var builder = JsonObject.builder()
                .put("apiVersion", apiVersion)
                .put("kind", kind)
                .put("name", name)
                .put("uid", uid);
        if (isController) {
            builder.put("controller", true);
        }
        if (blocksOwnerDeletion) {
            builder.put("blockOwnerDeletion", true);
        }
        return builder.build();
    }
}
