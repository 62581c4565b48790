// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.garbage;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.object.KubeObject;
import java.util.List;

/// What the collector keeps of an object: who it is, whom it belongs to, and whether it is on its way out.
record OwnedObject(
        GroupVersionResource resource,
        ObjectName name,
        String uid,
        List<OwnerReference> owners,
        List<String> finalizers,
        boolean isBeingDeleted) {

    /// Holds an owner until those of its dependents are gone that block its deletion.
    static final String FOREGROUND = "foregroundDeletion";

    /// Holds an owner until its dependents have forgotten it.
    static final String ORPHAN = "orphan";

    static OwnedObject of(GroupVersionResource resource, KubeObject object) {
        return new OwnedObject(
                resource,
                object.objectName(),
                object.uid(),
                object.owners(),
                object.finalizers(),
                object.isBeingDeleted());
    }

    boolean waitsForDependents() {
        return isBeingDeleted && finalizers.contains(FOREGROUND);
    }

    boolean orphansDependents() {
        return isBeingDeleted && finalizers.contains(ORPHAN);
    }

    /// Whether this object holds up the foreground deletion of an owner.
    boolean blocks(String ownerUid) {
        return owners.stream().anyMatch(owner -> owner.uid().equals(ownerUid) && owner.blocksOwnerDeletion());
    }
}
