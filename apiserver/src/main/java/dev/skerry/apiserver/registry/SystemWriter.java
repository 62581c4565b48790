// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.ServedResource;

/// Writes objects that the server itself must have, before anybody could ask for them: no caller, no
/// rights, no admission, but the same defaults.
public record SystemWriter(RegistryParts parts) {
    /// Makes the object unless there is one of its name.
    public void ensure(GroupVersionResource resource, KubeObject wanted) {
        ServedResource served = parts.catalog()
                .find(resource)
                .orElseThrow(() -> new IllegalArgumentException("nobody serves " + resource));
        if (parts.storage()
                .findStored(served.storageGroup(), resource.resource(), wanted.objectName())
                .isPresent()) {
            return;
        }
        KubeObject fresh = served.rules()
                .withInitialDefaults(wanted.with(GeneratedNames.uid(parts.random()), "metadata", "uid")
                        .with(parts.timestamp(), "metadata", "creationTimestamp"));
        // A conflict here is another server of this cluster that was faster with the same object.
        parts.storage().create(served.storageGroup(), resource.resource(), fresh);
    }

    /// Deletes an object at the state that it was read in; one that has changed since stays.
    public void remove(GroupVersionResource resource, KubeObject seen) {
        parts.catalog()
                .find(resource)
                .ifPresent(served -> parts.storage()
                        .findStored(served.storageGroup(), resource.resource(), seen.objectName())
                        .filter(stored -> Long.toString(stored.revision()).equals(seen.resourceVersion()))
                        .ifPresent(
                                stored -> parts.storage().delete(served.storageGroup(), resource.resource(), stored)));
    }

    /// Brings an object to a state that was made from the one in its resourceVersion; if it has changed
    /// since, it stays as it is until the next start.
    public void replace(GroupVersionResource resource, KubeObject wanted) {
        ServedResource served = parts.catalog()
                .find(resource)
                .orElseThrow(() -> new IllegalArgumentException("nobody serves " + resource));
        parts.storage()
                .findStored(served.storageGroup(), resource.resource(), wanted.objectName())
                .filter(stored -> Long.toString(stored.revision()).equals(wanted.resourceVersion()))
                .ifPresent(
                        stored -> parts.storage().update(served.storageGroup(), resource.resource(), wanted, stored));
    }
}
