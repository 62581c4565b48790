// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.garbage;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// One pass over one object of the graph, by uid: does what the [Verdict] says, and for an owner that is
/// being deleted does what its finalizers ask for.
final class Disposal implements Reconciler {
    private final KubeClient client;
    private final OwnershipGraph graph;
    private final Owners owners;
    private final Consumer<ObjectName> enqueue;

    Disposal(KubeClient client, OwnershipGraph graph, Owners owners, Consumer<ObjectName> enqueue) {
        this.client = client;
        this.graph = graph;
        this.owners = owners;
        this.enqueue = enqueue;
    }

    /// The queue's key for an object of the graph.
    static ObjectName key(String uid) {
        return ObjectName.cluster(uid);
    }

    @Override
    public Outcome reconcile(ObjectName key) {
        var found = graph.find(key.name());
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        OwnedObject object = found.get();
        List<OwnedObject> dependents = graph.dependents(object.uid());
        if (object.orphansDependents()) {
            dependents.forEach(dependent -> forgetOwners(dependent, List.of(object.uid())));
            removeFinalizer(object, OwnedObject.ORPHAN);
        } else if (object.waitsForDependents()) {
            deleteForeground(object, dependents);
        } else {
            carryOut(object, !dependents.isEmpty());
        }
        return Outcome.SETTLED;
    }

    private void deleteForeground(OwnedObject owner, List<OwnedObject> dependents) {
        List<OwnedObject> blocking = dependents.stream()
                .filter(dependent -> dependent.blocks(owner.uid()))
                .toList();
        if (blocking.isEmpty()) {
            removeFinalizer(owner, OwnedObject.FOREGROUND);
        }
        blocking.forEach(dependent -> enqueue.accept(key(dependent.uid())));
    }

    /// What the graph suggests is decided again on the object as the server has it now: an owner that let
    /// its dependents go is gone the moment after, and the graph may not have heard of the letting go.
    private void carryOut(OwnedObject object, boolean hasDependents) {
        if (verdict(object, hasDependents) instanceof Verdict.Keep) {
            return;
        }
        var live = client.find(object.resource(), object.name())
                .map(one -> OwnedObject.of(object.resource(), one))
                .filter(one -> one.uid().equals(object.uid()));
        if (live.isEmpty()) {
            return;
        }
        switch (verdict(live.get(), hasDependents)) {
            case Verdict.Keep() -> {}
            case Verdict.Forget(List<String> uids) -> forgetOwners(object, uids);
            case Verdict.Delete(KubeClient.Propagation propagation) -> {
                breakCircle(object, propagation);
                client.delete(object.resource(), object.name(), new Deletion(object.uid(), -1, propagation));
            }
        }
    }

    /// Of owners in a circle each would wait for the next. Where one that is to wait belongs, over others, to
    /// one that waits already, it holds up nobody any more. This may be done without need where there is no
    /// circle; then an owner goes a little before its dependents, and all go.
    private void breakCircle(OwnedObject object, KubeClient.Propagation propagation) {
        boolean mayBeCircle = propagation == KubeClient.Propagation.FOREGROUND
                && graph.dependents(object.uid()).stream().anyMatch(OwnedObject::waitsForDependents);
        if (mayBeCircle) {
            change(
                    object,
                    "ownerReferences",
                    live -> new JsonArray(live.owners().stream()
                            .map(owner -> (Json) owner.unblocking().toJson())
                            .toList()));
        }
    }

    private Verdict verdict(OwnedObject object, boolean hasDependents) {
        Map<String, Verdict.Owner> states = new HashMap<>();
        if (!object.isBeingDeleted()) {
            object.owners().forEach(owner -> states.put(owner.uid(), owners.state(object, owner)));
        }
        return Verdict.of(object, states, hasDependents);
    }

    private void forgetOwners(OwnedObject object, List<String> uids) {
        change(
                object,
                "ownerReferences",
                live -> new JsonArray(live.owners().stream()
                        .filter(owner -> !uids.contains(owner.uid()))
                        .map((OwnerReference owner) -> (Json) owner.toJson())
                        .toList()));
    }

    private void removeFinalizer(OwnedObject object, String finalizer) {
        Predicate<String> isKept = one -> !one.equals(finalizer);
        change(
                object,
                "finalizers",
                live -> Json.of(live.finalizers().stream().filter(isKept).toList()));
    }

    /// Changes a list in the object's metadata as the server has it now; an object that is gone needs no
    /// change, and one that changes meanwhile is a conflict that brings the pass again.
    private void change(OwnedObject object, String field, Function<KubeObject, Json> change) {
        var live = client.find(object.resource(), object.name())
                .filter(one -> one.uid().equals(object.uid()));
        if (live.isEmpty()) {
            return;
        }
        Json list = change.apply(live.get());
        if (list.equals(live.get().at("metadata", field))) {
            return;
        }
        var metadata = JsonObject.of(
                "uid",
                object.uid(),
                "resourceVersion",
                live.get().resourceVersion(),
                field,
                list.elements().isEmpty() ? JsonNull.NULL : list);
        try {
            client.patch(object.resource(), object.name(), "", PatchType.MERGE, JsonObject.of("metadata", metadata));
        } catch (StatusException refused) {
            if (refused.code() != 404) {
                throw refused;
            }
            // Gone between the two requests.
        }
    }
}
