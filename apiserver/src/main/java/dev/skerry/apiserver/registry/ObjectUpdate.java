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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Changes an object that exists: reads it, has it changed, and writes it if nobody else has meanwhile;
/// else reads again. Keeps what an update must not touch, counts generations, and lets an object go whose
/// last finalizer went.
public final class ObjectUpdate {
    static final String MODIFIED =
            "the object has been modified; please apply your changes to the latest version and try again";

    static final String TAKEN = "what it shall have was given to others at this moment; please try again";

    private static final int TRIES = 5;
    private static final List<String> FROZEN =
            List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation");

    private final RegistryParts parts;

    public ObjectUpdate(RegistryParts parts) {
        this.parts = parts;
    }

    /// How the object is to become, and what is booked for it.
    ///
    /// @param change given the object as stored, the wanted one. A resourceVersion in it must be the
    ///     stored one's
    public record Change(Function<KubeObject, KubeObject> change, Ownership ownership, boolean isDryRun) {}

    /// What stands there afterwards.
    ///
    /// @throws StatusException 404 if there is no such object, 409 if it is not as the change expects
    public StoredObject update(ApiCall call, Change change) {
        int taken = 0;
        for (int attempt = 1; ; attempt++) {
            StoredObject stored = find(call);
            KubeObject old = call.resource().rules().converted(stored.object());
            KubeObject wanted = change.change().apply(old);
            demandSame(call, old, wanted);
            KubeObject fresh = prepared(call, old, wanted, change);
            if (change.isDryRun()) {
                return StoredObject.of(fresh, stored.revision());
            }
            Commit commit = write(call, stored, fresh);
            switch (commit) {
                case Commit.Done(StoredObject done) -> {
                    return done;
                }
                case Commit.Taken _ -> {
                    if (++taken == TRIES) {
                        throw StatusException.conflict(call.groupVersionResource(), old.name(), TAKEN);
                    }
                }
                case Commit.Missing _ ->
                    throw StatusException.notFound(
                            call.groupVersionResource(), call.info().name());
                case Commit.Conflict _ -> {
                    boolean isExpected = !wanted.resourceVersion().isEmpty()
                            && !wanted.resourceVersion().equals(old.resourceVersion());
                    if (isExpected || attempt - taken >= TRIES) {
                        throw conflict(call);
                    }
                }
            }
        }
    }

    /// The object that the URL names, as it is stored.
    public StoredObject find(ApiCall call) {
        return parts.storage()
                .findStored(call.storageGroup(), call.storageResource(), call.objectName())
                .orElseThrow(() -> StatusException.notFound(
                        call.groupVersionResource(), call.info().name()));
    }

    private Commit write(ApiCall call, StoredObject stored, KubeObject fresh) {
        boolean mayGo = fresh.isBeingDeleted()
                && Finalizers.of(call.resource(), fresh).isEmpty()
                && fresh.at("metadata", "deletionGracePeriodSeconds").longOr(0) == 0;
        if (mayGo) {
            return parts.storage().delete(call.storageGroup(), call.storageResource(), stored);
        }
        KubeObject kept = call.resource().rules().inStorageVersion(fresh);
        return parts.storage().update(call.storageGroup(), call.storageResource(), kept, stored);
    }

    /// The wanted object must be the stored one in another state, not another object.
    private static void demandSame(ApiCall call, KubeObject old, KubeObject wanted) {
        String version = wanted.resourceVersion();
        if (!version.isEmpty() && !version.equals("0") && !version.equals(old.resourceVersion())) {
            throw conflict(call);
        }
        if (!wanted.uid().isEmpty() && !wanted.uid().equals(old.uid())) {
            throw StatusException.conflict(
                    call.groupVersionResource(),
                    old.name(),
                    "Precondition failed: UID in precondition: " + wanted.uid() + ", UID in object meta: " + old.uid());
        }
        if (!wanted.name().equals(old.name())) {
            throw StatusException.badRequest("the name of the object (" + wanted.name()
                    + ") does not match the name on the URL (" + old.name() + ")");
        }
    }

    private KubeObject prepared(ApiCall call, KubeObject old, KubeObject wanted, Change change) {
        ServedResource resource = call.resource();
        KubeObject fresh = resource.rules().withDefaults(merged(call, old, wanted));
        AdmissionRequest admission = Admission.request(
                call, Operation.UPDATE, old.name(), Optional.of(fresh), Optional.of(old), change.isDryRun());
        // What admission adds is nobody's: the writer did not ask for it.
        KubeObject booked = change.ownership().booked(Optional.of(old), fresh);
        fresh = counted(resource, old, parts.admission().mutate(admission.withObject(booked), booked));
        var errors = new ArrayList<>(resource.rules().checkPart(call.info().subresource(), fresh, old));
        Finalizers.checkAdded(resource, old, fresh).ifPresent(errors::add);
        if (!errors.isEmpty()) {
            throw FieldError.refusal(resource.kind(), old.name(), errors);
        }
        parts.admission().validate(admission.withObject(fresh));
        resource.rules().warnings(fresh).forEach(call.request().warnings()::add);
        return fresh;
    }

    /// The wanted object where the door that it came through lets it in, the old one elsewhere.
    private static KubeObject merged(ApiCall call, KubeObject old, KubeObject wanted) {
        ServedResource resource = call.resource();
        KubeObject fresh = Door.of(call.info().subresource()).through(resource, old, wanted);
        for (String field : FROZEN) {
            Json kept = old.at("metadata", field);
            fresh = kept.isNull() ? fresh.without("metadata", field) : fresh.with(kept, "metadata", field);
        }
        if (resource.type().isNamespaced()) {
            fresh = fresh.with(old.namespace(), "metadata", "namespace");
        }
        return fresh.at("metadata", "managedFields").isNull()
                        && fresh.at("metadata").object().has("managedFields")
                ? fresh.without("metadata", "managedFields")
                : fresh;
    }

    private static KubeObject counted(ServedResource resource, KubeObject old, KubeObject fresh) {
        if (!resource.is(Trait.COUNTS_GENERATION)) {
            return fresh;
        }
        boolean isChanged = !Content.wanted(old).equals(Content.wanted(fresh))
                || (resource.is(Trait.COUNTS_ANNOTATIONS) && !old.annotations().equals(fresh.annotations()));
        return isChanged ? fresh.with(Json.of(old.generation() + 1), "metadata", "generation") : fresh;
    }

    static StatusException conflict(ApiCall call) {
        return StatusException.conflict(call.groupVersionResource(), call.info().name(), MODIFIED);
    }
}
