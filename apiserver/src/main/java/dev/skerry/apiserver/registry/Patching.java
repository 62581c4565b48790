// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.codec.DecodeException;
import dev.skerry.api.codec.YamlReader;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.patch.JsonPatch;
import dev.skerry.api.patch.MergePatch;
import dev.skerry.api.patch.StrategicPatch;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.representation.MediaRange;
import dev.skerry.apiserver.resource.ServedResource.Trait;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.util.List;
import java.util.function.UnaryOperator;

/// PATCH in its four forms. A patch says what is to change, not what is to be there, so one that meets a
/// newer object is simply applied to that, unless it names a resourceVersion itself.
final class Patching {
    private static final dev.skerry.api.meta.GroupVersionKind OPTIONS =
            new dev.skerry.api.meta.GroupVersionKind("meta.k8s.io", "v1", "PatchOptions");

    private final ObjectUpdate update;
    private final Applying applying;
    private final RegistryParts parts;

    Patching(RegistryParts parts) {
        this.parts = parts;
        this.update = new ObjectUpdate(parts);
        this.applying = new Applying(parts);
    }

    /// What stands there afterwards, and whether an apply made it.
    Replacement.Replaced patch(ApiCall call) {
        WriteOptions options = WriteOptions.of(call.http(), "PatchOptions");
        String type =
                MediaRange.parse(call.http().header("content-type").orElse("")).type();
        if (options.isForced() && !type.startsWith("application/apply-patch")) {
            throw FieldError.refusal(
                    OPTIONS, "", List.of(FieldError.forbidden("force", "may not be specified for non-apply patch")));
        }
        return switch (type) {
            case "application/json-patch+json" -> {
                JsonPatch patch = JsonPatch.read(json(call.http(), "error decoding patch: "));
                yield changed(call, options, tree -> patch.apply(tree).object());
            }
            case "application/merge-patch+json" -> {
                Json patch = json(call.http(), "error decoding patch: ");
                yield changed(call, options, tree -> MergePatch.apply(tree, patch));
            }
            case "application/strategic-merge-patch+json" -> {
                if (call.resource().is(Trait.CUSTOM)) {
                    throw unsupported(call);
                }
                Json patch = json(call.http(), "");
                yield changed(
                        call,
                        options,
                        tree -> StrategicPatch.apply(call.resource().schema(), tree, patch));
            }
            case "application/apply-patch+yaml" -> applying.apply(call, options);
            default -> throw unsupported(call);
        };
    }

    private Replacement.Replaced changed(ApiCall call, WriteOptions options, UnaryOperator<JsonObject> patch) {
        var change = new ObjectUpdate.Change(
                old -> patched(call, options, old, patch), Ownership.of(call, options, parts), options.isDryRun());
        StoredObject stored = update.update(call, change);
        return new Replacement.Replaced(stored, false);
    }

    private static KubeObject patched(
            ApiCall call, WriteOptions options, KubeObject old, UnaryOperator<JsonObject> patch) {
        JsonObject result = patch.apply(old.tree());
        KubeObject fresh = BodyReader.checked(call, result, options);
        boolean namesVersion = !fresh.resourceVersion().equals(old.resourceVersion());
        // A patch that left the version alone does not insist on it.
        return namesVersion ? fresh : fresh.without("metadata", "resourceVersion");
    }

    private static Json json(Request request, String prefix) {
        try {
            return JsonReader.read(request.body());
        } catch (JsonException e) {
            String why = String.valueOf(e.getMessage()).replaceAll(" \\(at byte \\d+\\)$", "");
            throw StatusException.badRequest(prefix + why);
        }
    }

    static YamlReader.Strict yaml(Request request) {
        try {
            return YamlReader.readStrictly(request.body());
        } catch (DecodeException e) {
            throw StatusException.badRequest("error decoding YAML: " + e.getMessage());
        }
    }

    private static StatusException unsupported(ApiCall call) {
        String strategic = call.resource().is(Trait.CUSTOM) ? "" : "application/strategic-merge-patch+json, ";
        return new StatusException(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + "application/json-patch+json, application/merge-patch+json, " + strategic
                        + "application/apply-patch+yaml",
                JsonObject.EMPTY);
    }
}
