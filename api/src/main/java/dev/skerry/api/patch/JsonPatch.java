// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// A list of operations on a JSON document, done in order, all or nothing (RFC 6902).
///
/// The number of operations is bounded, and so is what copying may add: a document that is copied into
/// itself again and again would otherwise double with each operation.
public final class JsonPatch {
    private static final int OPERATIONS_MAX = 10_000;

    private final List<Operation> operations;

    private JsonPatch(List<Operation> operations) {
        this.operations = List.copyOf(operations);
    }

    /// What may be done to a document.
    private sealed interface Operation {
        record Add(JsonPointer path, Json value) implements Operation {}

        record Remove(JsonPointer path) implements Operation {}

        record Replace(JsonPointer path, Json value) implements Operation {}

        record Move(JsonPointer from, JsonPointer path) implements Operation {}

        record Copy(JsonPointer from, JsonPointer path) implements Operation {}

        record Test(JsonPointer path, Json value) implements Operation {}
    }

    /// @throws StatusException 400 if this is no JSON patch, 422 if an operation of it is none, 413 if it has too many
    /// operations
    public static JsonPatch read(Json json) {
        if (!(json instanceof JsonArray array)) {
            throw StatusException.badRequest("error decoding patch: json: cannot unmarshal " + PatchFailure.form(json)
                    + " into Go value of type []handlers.jsonPatchOp");
        }
        if (array.size() > OPERATIONS_MAX) {
            throw new StatusException(
                    413,
                    "RequestEntityTooLarge",
                    "Request entity too large: The allowed maximum operations in a JSON patch is " + OPERATIONS_MAX
                            + ", got " + array.size(),
                    JsonObject.EMPTY);
        }
        var operations = new ArrayList<Operation>(array.size());
        for (Json operation : array.values()) {
            operations.add(operation(operation));
        }
        return new JsonPatch(operations);
    }

    private static Operation operation(Json json) {
        JsonPointer path = pointer(json, "path");
        return switch (json.at("op").text()) {
            case "add" -> new Operation.Add(path, value(json));
            case "remove" -> new Operation.Remove(path);
            case "replace" -> new Operation.Replace(path, value(json));
            case "move" -> new Operation.Move(pointer(json, "from"), path);
            case "copy" -> new Operation.Copy(pointer(json, "from"), path);
            case "test" -> new Operation.Test(path, value(json));
            default ->
                throw PatchFailure.unprocessable(
                        "unexpected operation \"" + json.at("op").text() + "\"");
        };
    }

    private static JsonPointer pointer(Json json, String field) {
        if (!json.object().has(field)) {
            throw StatusException.badRequest("error decoding patch: an operation lacks \"" + field + "\"");
        }
        return JsonPointer.parse(json.at(field).text());
    }

    private static Json value(Json json) {
        if (!json.object().has("value")) {
            throw StatusException.badRequest("error decoding patch: an operation lacks \"value\"");
        }
        return json.at("value");
    }

    /// The document after all operations.
    ///
    /// @throws StatusException 422 if one of them cannot be done, or a test fails
    public Json apply(Json document) {
        var growth = new PatchGrowth();
        Json result = document;
        for (Operation operation : operations) {
            result = apply(result, operation, growth);
        }
        return result;
    }

    private static Json apply(Json document, Operation operation, PatchGrowth growth) {
        return switch (operation) {
            case Operation.Add(var path, var value) -> added(document, path, value);
            case Operation.Remove(var path)
            when path.steps().isEmpty() -> throw PatchFailure.unprocessable("the whole document cannot be removed");
            case Operation.Remove(var path) -> path.remove(document);
            case Operation.Replace(var path, var value) ->
                path.steps().isEmpty() ? value : path.replace(document, value);
            case Operation.Move(var from, var path) -> moved(document, from, path, growth);
            case Operation.Copy(var from, var path) -> {
                Json copy = existing(document, from);
                growth.charge(copy, path.steps().size());
                yield added(document, path, copy);
            }
            case Operation.Test(var path, var value) -> {
                // A place that does not exist is as good as one that holds null.
                if (!path.find(document).orElse(Json.of(null)).equals(value)) {
                    throw PatchFailure.unprocessable("testing value " + path.text() + " failed");
                }
                yield document;
            }
        };
    }

    private static Json moved(Json document, JsonPointer from, JsonPointer path, PatchGrowth growth) {
        Json value = existing(document, from);
        if (from.equals(path)) {
            return document;
        }
        if (from.steps().isEmpty() || path.isWithin(from)) {
            throw PatchFailure.unprocessable("cannot move " + from.text() + " into itself");
        }
        if (path.steps().size() > from.steps().size()) {
            growth.charge(value, path.steps().size());
        }
        return added(from.remove(document), path, value);
    }

    private static Json added(Json document, JsonPointer path, Json value) {
        return path.steps().isEmpty() ? value : path.add(document, value);
    }

    private static Json existing(Json document, JsonPointer path) {
        return path.find(document)
                .orElseThrow(() -> PatchFailure.unprocessable("path " + path.text() + " does not exist"));
    }
}
