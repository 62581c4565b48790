// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// The fields that an apply would change although somebody else owns them, by owner.
final class ApplyConflicts {
    private final List<FieldOwnership> contested;

    private ApplyConflicts(List<FieldOwnership> contested) {
        this.contested = List.copyOf(contested);
    }

    /// @param changed the fields whose value the apply changes
    static ApplyConflicts find(FieldOwners owners, FieldOwner applying, FieldSet changed) {
        var contested = new ArrayList<FieldOwnership>();
        for (FieldOwnership entry : owners.all()) {
            FieldSet fields = entry.fields().intersection(changed);
            if (!entry.owner().equals(applying) && !fields.isEmpty()) {
                contested.add(new FieldOwnership(entry.owner(), entry.apiVersion(), entry.time(), fields));
            }
        }
        contested.sort(FieldOwnership.ORDER);
        return new ApplyConflicts(contested);
    }

    boolean isEmpty() {
        return contested.isEmpty();
    }

    FieldSet fields() {
        return contested.stream().map(FieldOwnership::fields).reduce(FieldSet.EMPTY, FieldSet::union);
    }

    /// The 409 in Kubernetes' words, with a cause for each field.
    StatusException failure() {
        var causes = new ArrayList<Json>();
        var paragraphs = new ArrayList<String>();
        for (FieldOwnership entry : contested) {
            paragraphs.add("conflicts with " + name(entry) + ":");
            for (String path : entry.fields().paths()) {
                paragraphs.add("- " + path);
                causes.add(JsonObject.of(
                        "reason", "FieldManagerConflict", "message", "conflict with " + name(entry), "field", path));
            }
        }
        String message = causes.size() == 1
                ? "Apply failed with 1 conflict: "
                        + causes.getFirst().at("message").text() + ": "
                        + causes.getFirst().at("field").text()
                : "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", paragraphs);
        return new StatusException(409, "Conflict", message, JsonObject.of("causes", new JsonArray(causes)));
    }

    private static String name(FieldOwnership entry) {
        FieldOwner owner = entry.owner();
        String name = Json.of(owner.manager()).toString();
        String door = owner.subresource().isEmpty() ? "" : " with subresource " + Json.of(owner.subresource());
        String version = owner.operation() == FieldOwner.Operation.UPDATE ? " using " + entry.apiVersion() : "";
        return name + door + version;
    }
}
