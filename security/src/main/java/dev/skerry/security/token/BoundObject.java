// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;

/// An object that a token is tied to: when the object goes, or another of the same name takes its
/// place, the token is worth nothing.
public record BoundObject(String name, String uid) {
    /// Tied to nothing.
    public static final BoundObject NONE = new BoundObject("", "");

    public boolean isNone() {
        return name.isEmpty();
    }

    static BoundObject read(Json json) {
        return new BoundObject(json.at("name").text(), json.at("uid").text());
    }

    JsonObject toJson() {
        return JsonObject.builder().put("name", name).putIfText("uid", uid).build();
    }
}
