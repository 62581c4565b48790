// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.patch.JsonPatch;
import dev.skerry.api.patch.MergePatch;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.chain.Failures;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.BodyReader;
import dev.skerry.apiserver.registry.ObjectUpdate;
import dev.skerry.apiserver.registry.Ownership;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.apiserver.registry.WriteOptions;
import dev.skerry.apiserver.representation.MediaRange;
import dev.skerry.apiserver.resource.ServedResource.ScalePaths;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonString;
import java.util.List;
import java.util.function.UnaryOperator;

/// `scale`: how many replicas of something there are and should be, the same for all kinds that have them.
final class ScaleEndpoint implements SpecialEndpoint {
    private static final GroupVersionKind KIND = new GroupVersionKind("autoscaling", "v1", "Scale");

    private final RegistryParts parts;
    private final ObjectUpdate update;

    ScaleEndpoint(RegistryParts parts) {
        this.parts = parts;
        this.update = new ObjectUpdate(parts);
    }

    @Override
    public Response answer(ApiCall call) {
        ScalePaths paths = call.resource().scale().orElseThrow(Failures::unknownResource);
        KubeObject scale = switch (call.info().verb()) {
            case "get" -> scale(paths, shown(call, update.find(call)));
            case "update" -> {
                KubeObject wanted = BodyReader.read(call.http(), KIND);
                yield changed(call, paths, _ -> wanted.tree());
            }
            case "patch" -> changed(call, paths, patch(call));
            default -> throw Failures.methodNotAllowed();
        };
        return SpecialAnswers.answer(call, 200, scale);
    }

    private KubeObject changed(ApiCall call, ScalePaths paths, UnaryOperator<JsonObject> wish) {
        WriteOptions options = WriteOptions.of(call.http(), "UpdateOptions");
        var change = new ObjectUpdate.Change(
                old -> {
                    KubeObject before = scale(paths, old);
                    var wanted = new KubeObject(wish.apply(before.tree()));
                    long replicas = wanted.at("spec", "replicas").longOr(0);
                    if (replicas < 0) {
                        throw FieldError.refusal(
                                KIND,
                                old.name(),
                                List.of(FieldError.invalid(
                                        "spec.replicas", replicas, "must be greater than or equal to 0")));
                    }
                    return old.with(Json.of(replicas), path(paths.replicas()))
                            .with(wanted.resourceVersion(), "metadata", "resourceVersion");
                },
                Ownership.of(call, options, parts),
                options.isDryRun());
        StoredObject stored = update.update(call, change);
        return scale(paths, shown(call, stored));
    }

    /// The object in the version whose paths the scale is read by.
    private static KubeObject shown(ApiCall call, StoredObject stored) {
        return call.resource().rules().converted(stored.object());
    }

    private static UnaryOperator<JsonObject> patch(ApiCall call) {
        Json patch;
        try {
            patch = JsonReader.read(call.http().body());
        } catch (JsonException e) {
            throw StatusException.badRequest("error decoding patch: " + e.getMessage());
        }
        String type =
                MediaRange.parse(call.http().header("content-type").orElse("")).type();
        return switch (type) {
            case "application/json-patch+json" -> {
                JsonPatch operations = JsonPatch.read(patch);
                yield tree -> operations.apply(tree).object();
            }
            // A Scale has no lists, so the two kinds of merging come to the same.
            case "application/merge-patch+json", "application/strategic-merge-patch+json" ->
                tree -> MergePatch.apply(tree, patch);
            default ->
                throw new StatusException(
                        415,
                        "UnsupportedMediaType",
                        "the body of the request was in an unknown format - accepted media types include: "
                                + "application/json-patch+json, application/merge-patch+json",
                        JsonObject.EMPTY);
        };
    }

    private static KubeObject scale(ScalePaths paths, KubeObject object) {
        var metadata = JsonObject.builder();
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            metadata.putIfText(field, object.at("metadata", field).text());
        }
        var status = JsonObject.builder()
                .put("replicas", object.at(path(paths.statusReplicas())).longOr(0))
                .putIfText("selector", selector(object.at(path(paths.selector()))));
        return new KubeObject(JsonObject.of(
                "kind", KIND.kind(),
                "apiVersion", KIND.apiVersion(),
                "metadata", metadata.build(),
                "spec",
                        JsonObject.of(
                                "replicas", object.at(path(paths.replicas())).longOr(0)),
                "status", status.build()));
    }

    private static String selector(Json selector) {
        return switch (selector) {
            case JsonString(String text) -> text;
            case JsonObject object -> LabelSelector.read(object).toString();
            case Json _ -> "";
        };
    }

    private static String[] path(java.util.List<String> path) {
        return path.toArray(String[]::new);
    }
}
