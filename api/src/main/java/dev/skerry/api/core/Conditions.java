// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.core;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;

/// The list `status.conditions` that nearly every kind has: one entry per type, with a status of
/// `True`, `False` or `Unknown`, and the time when that status last changed.
public final class Conditions {
    private Conditions() {}

    public static Optional<JsonObject> find(KubeObject object, String type) {
        return find(object.at("status", "conditions"), type);
    }

    public static Optional<JsonObject> find(Json conditions, String type) {
        return conditions.elements().stream()
                .map(Json::object)
                .filter(condition -> condition.at("type").text().equals(type))
                .findFirst();
    }

    public static boolean isTrue(KubeObject object, String type) {
        return find(object, type)
                .map(condition -> condition.at("status").text().equals("True"))
                .orElse(false);
    }

    /// A condition as of now, for [#with] to put into a list.
    public static JsonObject of(String type, String status, String reason, String message, Instant now) {
        return JsonObject.builder()
                .put("type", type)
                .put("status", status)
                .put("lastTransitionTime", text(now))
                .putIfText("reason", reason)
                .putIfText("message", message)
                .build();
    }

    /// The list with this condition in place of the one of its type. While the status stays the same,
    /// so does the time of its transition.
    public static JsonArray with(Json conditions, JsonObject condition) {
        var all = new ArrayList<Json>();
        boolean isReplaced = false;
        for (Json known : conditions.elements()) {
            if (known.at("type").equals(condition.at("type"))) {
                boolean isSameStatus = known.at("status").equals(condition.at("status"));
                Json since = known.at("lastTransitionTime");
                all.add(isSameStatus && !since.isNull() ? condition.with("lastTransitionTime", since) : condition);
                isReplaced = true;
            } else {
                all.add(known);
            }
        }
        if (!isReplaced) {
            all.add(condition);
        }
        return new JsonArray(all);
    }

    public static JsonArray without(Json conditions, String type) {
        return new JsonArray(conditions.elements().stream()
                .filter(condition -> !condition.at("type").text().equals(type))
                .toList());
    }

    /// A time as Kubernetes writes it: whole seconds, in UTC.
    public static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
