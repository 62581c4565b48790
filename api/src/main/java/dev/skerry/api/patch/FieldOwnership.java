// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/// One managed-fields entry: what an owner owns, at which version of the kind, and since when.
record FieldOwnership(FieldOwner owner, String apiVersion, Instant time, FieldSet fields) {
    private static final String FIELDS_TYPE = "FieldsV1";

    /// The order in which objects list their entries.
    static final Comparator<FieldOwnership> ORDER = Comparator.comparing(
                    (FieldOwnership entry) -> entry.owner.operation().word())
            .thenComparing(FieldOwnership::time)
            .thenComparing(entry -> entry.owner.manager())
            .thenComparing(FieldOwnership::apiVersion)
            .thenComparing(entry -> entry.owner.subresource());

    FieldOwnership {
        time = written(time);
    }

    /// A time as objects write it: to the second.
    static Instant written(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /// The entry that an object lists so; empty if it is none that we understand.
    static Optional<FieldOwnership> read(Json json) {
        String apiVersion = json.at("apiVersion").text();
        var operation = switch (json.at("operation").text()) {
            case "Apply" -> FieldOwner.Operation.APPLY;
            case "Update" -> FieldOwner.Operation.UPDATE;
            default -> null;
        };
        if (operation == null || !json.at("fieldsType").textOr(FIELDS_TYPE).equals(FIELDS_TYPE)) {
            return Optional.empty();
        }
        var owner = new FieldOwner(
                json.at("manager").text(),
                operation,
                operation == FieldOwner.Operation.APPLY ? "" : apiVersion,
                json.at("subresource").text());
        return Optional.of(new FieldOwnership(
                owner, apiVersion, time(json.at("time").text()), FieldSet.read(json.at("fieldsV1"))));
    }

    private static Instant time(String text) {
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException _) {
            // An entry without a time is older than all others; a malformed time says no more.
            return Instant.EPOCH;
        }
    }

    JsonObject toJson() {
        return json(owner, apiVersion, time, fields.toJson());
    }

    /// An entry as objects list it.
    ///
    /// @param fields what is owned, as `FieldsV1` writes it
    static JsonObject json(FieldOwner owner, String apiVersion, Instant time, JsonObject fields) {
        var json = JsonObject.builder()
                .put("manager", owner.manager())
                .put("operation", owner.operation().word())
                .put("apiVersion", apiVersion);
        if (!time.equals(Instant.EPOCH)) {
            json.put("time", time.toString());
        }
        return json.put("fieldsType", FIELDS_TYPE)
                .put("fieldsV1", fields)
                .putIfText("subresource", owner.subresource())
                .build();
    }

    FieldOwnership minus(FieldSet lost) {
        return new FieldOwnership(owner, apiVersion, time, fields.minus(lost));
    }
}
