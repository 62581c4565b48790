// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.resource.ServedResource.Trait;
import dev.skerry.apiserver.storage.StoredObject;
import java.util.List;

/// PUT: the object becomes what the client sent, if nobody was faster.
final class Replacement {
    private final RegistryParts parts;
    private final ObjectUpdate update;
    private final Creation creation;

    Replacement(RegistryParts parts) {
        this.parts = parts;
        this.update = new ObjectUpdate(parts);
        this.creation = new Creation(parts);
    }

    /// What stands there afterwards, and whether it is new.
    record Replaced(StoredObject stored, boolean isNew) {}

    Replaced replace(ApiCall call, KubeObject sent, WriteOptions options) {
        KubeObject wanted = named(call, sent);
        var ownership = Ownership.of(call, options, parts);
        if (mayBeNew(call)) {
            parts.authorization().demand(Permissions.toCreate(call));
            return new Replaced(creation.create(call, wanted, ownership, options.isDryRun()), true);
        }
        var change = new ObjectUpdate.Change(old -> versioned(call, old, wanted), ownership, options.isDryRun());
        return new Replaced(update.update(call, change), false);
    }

    /// The wanted object, which must say what it replaces where the kind demands that. One that is meant for another
    /// object of the same name is refused for that.
    private static KubeObject versioned(ApiCall call, KubeObject old, KubeObject wanted) {
        boolean isOther = !wanted.uid().isEmpty() && !wanted.uid().equals(old.uid());
        if (call.resource().is(Trait.NEEDS_RESOURCE_VERSION)
                && wanted.resourceVersion().isEmpty()
                && !isOther) {
            // Clients know this refusal by the name of the resource, unlike all others that are of kinds.
            var resource = call.groupVersionResource();
            throw FieldError.refusal(
                    new GroupVersionKind(resource.group(), resource.version(), resource.resource()),
                    wanted.name(),
                    List.of(FieldError.invalid("metadata.resourceVersion", 0, "must be specified for an update")));
        }
        return wanted;
    }

    private boolean mayBeNew(ApiCall call) {
        return call.resource().is(Trait.CREATE_ON_UPDATE)
                && call.info().subresource().isEmpty()
                && parts.storage()
                        .findStored(call.storageGroup(), call.storageResource(), call.objectName())
                        .isEmpty();
    }

    /// The sent object under the name and namespace of the URL, which it must not contradict.
    static KubeObject named(ApiCall call, KubeObject sent) {
        String name = call.info().name();
        if (sent.name().isEmpty()) {
            throw StatusException.badRequest(
                    "the name of the object (" + name + " based on URL) was undeterminable: name must be provided");
        }
        if (!sent.name().equals(name)) {
            throw StatusException.badRequest(
                    "the name of the object (" + sent.name() + ") does not match the name on the URL (" + name + ")");
        }
        return inNamespace(call, sent);
    }

    static KubeObject inNamespace(ApiCall call, KubeObject sent) {
        String namespace = call.namespace();
        if (namespace.isEmpty()) {
            return sent.namespace().isEmpty() ? sent : sent.without("metadata", "namespace");
        }
        if (!sent.namespace().isEmpty() && !sent.namespace().equals(namespace)) {
            throw StatusException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        return sent.with(namespace, "metadata", "namespace");
    }
}
