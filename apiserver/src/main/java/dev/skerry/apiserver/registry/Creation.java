// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.resource.ServedResource.Trait;
import dev.skerry.apiserver.storage.Commit;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// Makes an object: what the server knows better is set, what is left open is filled in, and what is wrong
/// is refused, in this order, before anything is written.
final class Creation {
    /// How often a generated name may hit one that is taken.
    private static final int TRIES = 8;

    /// How often others may be quicker with what was drawn: each time one of them has got on.
    private static final int TAKEN_TRIES = 1_000;

    private static final List<String> SERVER_OWNED = List.of(
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "selfLink",
            "generation",
            "resourceVersion");

    private final RegistryParts parts;
    private final NamespaceGuard namespaces;

    Creation(RegistryParts parts) {
        this.parts = parts;
        this.namespaces = new NamespaceGuard(parts.storage());
    }

    /// @param sent as the client sent it, of the right kind
    StoredObject create(ApiCall call, KubeObject sent, Ownership ownership, boolean isDryRun) {
        if (!sent.resourceVersion().isEmpty() && !sent.resourceVersion().equals("0")) {
            throw new StatusException(
                    500, "", "resourceVersion should not be set on objects to be created", JsonObject.EMPTY);
        }
        String prefix = sent.at("metadata", "generateName").text();
        boolean isGenerated = sent.name().isEmpty() && !prefix.isEmpty();
        if (sent.name().isEmpty() && !isGenerated) {
            throw FieldError.refusal(
                    call.resource().kind(),
                    "",
                    List.of(FieldError.required("metadata.name", "name or generateName is required")));
        }
        if (call.resource().type().isNamespaced()) {
            namespaces.demandOpen(call.groupVersionResource(), call.namespace(), sent.name());
        }
        int taken = 0;
        for (int attempt = 1; ; attempt++) {
            KubeObject named =
                    isGenerated ? sent.with(GeneratedNames.name(prefix, parts.random()), "metadata", "name") : sent;
            KubeObject fresh = prepared(call, named, ownership, isDryRun);
            if (isDryRun) {
                return dryRun(call, fresh);
            }
            KubeObject kept = call.resource().rules().inStorageVersion(fresh);
            Commit commit = parts.storage().create(call.storageGroup(), call.storageResource(), kept);
            switch (commit) {
                case Commit.Done(StoredObject stored) -> {
                    return stored;
                }
                case Commit.Conflict _ -> {
                    if (!isGenerated || attempt - taken >= TRIES) {
                        throw StatusException.alreadyExists(call.groupVersionResource(), fresh.name());
                    }
                }
                case Commit.Taken _ -> {
                    // Another server gave it to somebody else at this moment: the next draw knows.
                    if (++taken == TAKEN_TRIES) {
                        throw StatusException.conflict(call.groupVersionResource(), fresh.name(), ObjectUpdate.TAKEN);
                    }
                }
                case Commit.Missing _ -> throw new IllegalStateException("a creation found nothing missing");
            }
        }
    }

    private StoredObject dryRun(ApiCall call, KubeObject fresh) {
        if (parts.storage()
                .findStored(call.storageGroup(), call.storageResource(), fresh.objectName())
                .isPresent()) {
            throw StatusException.alreadyExists(call.groupVersionResource(), fresh.name());
        }
        return StoredObject.of(fresh, 0);
    }

    private KubeObject prepared(ApiCall call, KubeObject sent, Ownership ownership, boolean isDryRun) {
        ServedResource resource = call.resource();
        KubeObject fresh = resource.rules().withInitialDefaults(withServerFields(resource, sent, call.namespace()));
        AdmissionRequest admission =
                Admission.request(call, Operation.CREATE, fresh.name(), Optional.of(fresh), Optional.empty(), isDryRun);
        // What admission adds is nobody's: the writer did not ask for it.
        KubeObject booked = ownership.booked(Optional.empty(), fresh);
        fresh = parts.admission().mutate(admission.withObject(booked), booked);
        fresh = resource.rules().completed(resource.rules().withDefaults(fresh));
        List<FieldError> errors = resource.rules().check(fresh);
        if (!errors.isEmpty()) {
            throw FieldError.refusal(resource.kind(), fresh.name(), errors);
        }
        parts.admission().validate(admission.withObject(fresh));
        resource.rules().warnings(fresh).forEach(call.request().warnings()::add);
        return fresh;
    }

    /// The object with what only the server may say, whatever the client said.
    private KubeObject withServerFields(ServedResource resource, KubeObject sent, String namespace) {
        JsonObject metadata = sent.at("metadata").object();
        for (String field : SERVER_OWNED) {
            metadata = metadata.without(field);
        }
        if (resource.type().isNamespaced()) {
            metadata = metadata.with("namespace", namespace);
        } else {
            metadata = metadata.without("namespace");
        }
        metadata =
                metadata.with("uid", GeneratedNames.uid(parts.random())).with("creationTimestamp", parts.timestamp());
        if (resource.is(Trait.COUNTS_GENERATION)) {
            metadata = metadata.with("generation", Json.of(1));
        }
        KubeObject fresh = sent.with(metadata, "metadata");
        boolean keepsStatus = !resource.hasStatus() || resource.is(Trait.STATUS_AT_CREATION);
        return keepsStatus ? fresh : fresh.without("status");
    }
}
