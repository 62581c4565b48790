// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.codec.YamlReader;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.patch.Apply;
import dev.skerry.api.patch.ApplyRequest;
import dev.skerry.api.schema.Pruning;
import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// Server-side apply: makes the object where there is none, else merges what its manager wants to hold.
final class Applying {
    private static final GroupVersionKind OPTIONS = new GroupVersionKind("meta.k8s.io", "v1", "PatchOptions");
    private static final int TRIES = 3;

    private final RegistryParts parts;
    private final ObjectUpdate update;
    private final Creation creation;

    Applying(RegistryParts parts) {
        this.parts = parts;
        this.update = new ObjectUpdate(parts);
        this.creation = new Creation(parts);
    }

    Replacement.Replaced apply(ApiCall call, WriteOptions options) {
        if (options.fieldManager().isEmpty()) {
            throw FieldError.refusal(
                    OPTIONS, "", List.of(FieldError.required("fieldManager", "is required for apply patch")));
        }
        YamlReader.Strict body = Patching.yaml(call.http());
        JsonObject sent = body.value().object();
        refuseUndeclared(call, sent);
        refuseTwice(call, body, options);
        KubeObject typed = BodyReader.checked(call, sent, options);
        // The typed form leaves out zeroes, but here they are wishes: only its type is taken over.
        JsonObject named = sent.with("apiVersion", typed.at("apiVersion")).with("kind", typed.at("kind"));
        KubeObject applied = Replacement.named(call, new KubeObject(named));
        for (int attempt = 1; ; attempt++) {
            try {
                return applyOnce(call, options, applied);
            } catch (StatusException e) {
                // Made or deleted by somebody between our look and our write: look again.
                boolean isRace = e.reason().equals("AlreadyExists") || e.code() == 404 && isThere(call);
                if (!isRace || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /// Who applies a field that the kind does not have is refused, whatever validation was asked for.
    private static void refuseUndeclared(ApiCall call, JsonObject sent) {
        List<String> unknown = Pruning.prune(call.resource().schema(), sent).unknownFields().stream()
                .map(path -> "." + path + ": field not declared in schema")
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        String all = unknown.size() == 1 ? unknown.getFirst() : "errors:\n  " + String.join("\n  ", unknown);
        GroupVersionKind kind = call.resource().kind();
        throw new StatusException(
                500,
                "",
                "failed to create typed patch object ("
                        + sent.at("metadata", "namespace").text() + "/"
                        + call.objectName().name() + "; " + kind.apiVersion() + ", Kind="
                        + kind.kind() + "): " + all,
                JsonObject.EMPTY);
    }

    private static void refuseTwice(ApiCall call, YamlReader.Strict body, WriteOptions options) {
        for (String problem : body.problems()) {
            String message = "error converting YAML to JSON: " + problem;
            switch (options.fieldValidation()) {
                case STRICT -> throw StatusException.badRequest("error strict decoding YAML: " + message);
                case WARN -> call.request().warnings().add(message);
                case IGNORE -> {}
            }
        }
    }

    private Replacement.Replaced applyOnce(ApiCall call, WriteOptions options, KubeObject applied) {
        if (call.info().subresource().isEmpty() && !isThere(call)) {
            parts.authorization().demand(Permissions.toCreate(call));
            if (!applied.uid().isEmpty()) {
                throw ObjectUpdate.conflict(call);
            }
            KubeObject fresh = Apply.apply(request(call, options, ApplyRequest.NOTHING, applied));
            return new Replacement.Replaced(
                    creation.create(call, fresh, Ownership.BOOKED_ALREADY, options.isDryRun()), true);
        }
        var change = new ObjectUpdate.Change(
                old -> {
                    KubeObject merged = Apply.apply(request(call, options, old, applied));
                    return applied.resourceVersion().isEmpty()
                            ? merged.without("metadata", "resourceVersion")
                            : merged.with(applied.resourceVersion(), "metadata", "resourceVersion");
                },
                Ownership.BOOKED_ALREADY,
                options.isDryRun());
        return new Replacement.Replaced(update.update(call, change), false);
    }

    private boolean isThere(ApiCall call) {
        return parts.storage()
                .findStored(call.storageGroup(), call.storageResource(), call.objectName())
                .isPresent();
    }

    private ApplyRequest request(ApiCall call, WriteOptions options, KubeObject live, KubeObject applied) {
        return new ApplyRequest(
                call.resource().schema(),
                live,
                applied,
                Ownership.writer(call, options, parts),
                options.isForced() ? ApplyRequest.Conflicts.FORCED : ApplyRequest.Conflicts.REJECTED,
                Ownership.outOfReach(call));
    }
}
