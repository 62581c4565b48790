// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.wiring;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.informer.Cache;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Makes ownership agree with a workload's selector: adopts what matches and belongs to nobody, releases
/// what it owns and no longer matches.
///
/// Each change of owners carries uid and resourceVersion of what was seen, so that two owners never take
/// the same object: the second one's patch is a conflict, and its next pass sees the owner.
public final class Claims {
    private final KubeClient client;
    private final GroupVersionResource resource;
    private final Cache<KubeObject> cache;

    /// @param cache of the resource that is claimed; [Owned#index] has been called on it
    public Claims(KubeClient client, GroupVersionResource resource, Cache<KubeObject> cache) {
        this.client = client;
        this.resource = resource;
        this.cache = cache;
    }

    /// What belongs to the owner after claiming.
    ///
    /// @param ownerResource where the owner lives, to ask the server whether it is still wanted
    /// @param mayAdopt which objects are worth adopting at all
    public List<KubeObject> claim(
            KubeObject owner,
            GroupVersionResource ownerResource,
            LabelSelector selector,
            Predicate<KubeObject> mayAdopt) {
        var claimed = new ArrayList<KubeObject>();
        for (KubeObject object : Owned.by(owner, cache)) {
            if (selector.matches(object)) {
                claimed.add(object);
            } else if (!owner.isBeingDeleted()) {
                release(owner, object);
            }
        }
        List<KubeObject> orphans = owner.isBeingDeleted()
                ? List.of()
                : Owned.byNobody(owner.namespace(), cache).stream()
                        .filter(object -> selector.matches(object) && !object.isBeingDeleted())
                        .filter(mayAdopt)
                        .toList();
        if (!orphans.isEmpty() && isStillWanted(owner, ownerResource)) {
            orphans.forEach(orphan -> adopt(owner, orphan).ifPresent(claimed::add));
        }
        return claimed;
    }

    /// The cache may not know yet that the owner is being deleted; adopting then would undo an orphaning.
    private boolean isStillWanted(KubeObject owner, GroupVersionResource ownerResource) {
        return client.find(ownerResource, owner.objectName())
                .filter(live -> live.uid().equals(owner.uid()) && !live.isBeingDeleted())
                .isPresent();
    }

    private Optional<KubeObject> adopt(KubeObject owner, KubeObject orphan) {
        var owners = new ArrayList<>(orphan.owners());
        owners.add(PodTemplate.reference(owner));
        return patchOwners(orphan, owners);
    }

    private void release(KubeObject owner, KubeObject object) {
        patchOwners(
                object,
                object.owners().stream()
                        .filter(reference -> !reference.uid().equals(owner.uid()))
                        .toList());
    }

    private Optional<KubeObject> patchOwners(KubeObject object, List<OwnerReference> owners) {
        var references = new JsonArray(
                owners.stream().map(reference -> (Json) reference.toJson()).toList());
        var metadata = JsonObject.of(
                "uid", object.uid(), "resourceVersion", object.resourceVersion(), "ownerReferences", references);
        try {
            KubeObject patched = client.patch(
                    resource, object.objectName(), "", PatchType.MERGE, JsonObject.of("metadata", metadata));
            cache.assume(patched);
            return Optional.of(patched);
        } catch (StatusException refused) {
            if (refused.code() == 404) {
                return Optional.empty();
            }
            throw refused;
        }
    }
}
