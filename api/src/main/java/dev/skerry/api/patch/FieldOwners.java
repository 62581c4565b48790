// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All managed-fields entries of an object. Immutable; an owner that owns nothing is not listed.
final class FieldOwners {
    static final FieldOwners NONE = new FieldOwners(Map.of());

    /// What belongs to the server or to the object's identity, and so to no manager.
    static final FieldSet UNOWNABLE = FieldSet.ofNames(
            "apiVersion",
            "kind",
            "metadata",
            "metadata.name",
            "metadata.namespace",
            "metadata.creationTimestamp",
            "metadata.selfLink",
            "metadata.uid",
            "metadata.clusterName",
            "metadata.generation",
            "metadata.managedFields",
            "metadata.resourceVersion");

    /// More owners that only update than this, and the oldest are counted as one.
    private static final int UPDATERS_MAX = 10;

    private static final String ANCIENT = "ancient-changes";

    private final Map<FieldOwner, FieldOwnership> entries;

    private FieldOwners(Map<FieldOwner, FieldOwnership> entries) {
        this.entries = entries;
    }

    /// The owners that an object lists. None if an entry is not one that we understand: a list that is
    /// only half right would give fields to the wrong owners.
    static FieldOwners of(KubeObject object) {
        var entries = new LinkedHashMap<FieldOwner, FieldOwnership>();
        for (Json json : object.at("metadata", "managedFields").elements()) {
            Optional<FieldOwnership> entry = FieldOwnership.read(json);
            if (entry.isEmpty()) {
                return NONE;
            }
            entries.put(entry.get().owner(), entry.get());
        }
        return new FieldOwners(entries);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Collection<FieldOwnership> all() {
        return entries.values();
    }

    Optional<FieldOwnership> find(FieldOwner owner) {
        return Optional.ofNullable(entries.get(owner));
    }

    /// What an owner owns; empty for one that is not listed.
    FieldSet fieldsOf(FieldOwner owner) {
        return find(owner).map(FieldOwnership::fields).orElse(FieldSet.EMPTY);
    }

    /// With one owner's entry replaced, or taken away if it owns nothing any more.
    FieldOwners with(FieldOwnership entry) {
        var changed = new LinkedHashMap<>(entries);
        if (entry.fields().isEmpty()) {
            changed.remove(entry.owner());
        } else {
            changed.put(entry.owner(), entry);
        }
        return new FieldOwners(changed);
    }

    /// With fields taken from everybody but one owner.
    FieldOwners withoutOthersFields(FieldOwner owner, FieldSet lost) {
        var changed = new LinkedHashMap<FieldOwner, FieldOwnership>();
        for (FieldOwnership entry : entries.values()) {
            FieldOwnership rest = entry.owner().equals(owner) ? entry : entry.minus(lost);
            if (!rest.fields().isEmpty()) {
                changed.put(rest.owner(), rest);
            }
        }
        return new FieldOwners(changed);
    }

    /// With the oldest of too many updaters merged, per version, into one that stands for them all.
    FieldOwners capped() {
        List<FieldOwnership> updaters = entries.values().stream()
                .filter(entry -> entry.owner().operation() == FieldOwner.Operation.UPDATE)
                .sorted(FieldOwnership.ORDER)
                .toList();
        var left = new LinkedHashMap<>(entries);
        Map<String, FieldOwner> firstOfVersion = new HashMap<>();
        int count = updaters.size();
        for (FieldOwnership entry : updaters) {
            if (count <= UPDATERS_MAX) {
                break;
            }
            String version = entry.apiVersion();
            FieldOwner first = firstOfVersion.get(version);
            if (first == null) {
                // Merging needs two: the first of a version waits for a second one.
                firstOfVersion.put(version, entry.owner());
                continue;
            }
            var bucket = new FieldOwner(ANCIENT, FieldOwner.Operation.UPDATE, version, "");
            FieldSet fields = entry.fields().union(removed(left, first)).union(removed(left, bucket));
            left.remove(entry.owner());
            left.put(bucket, new FieldOwnership(bucket, version, entry.time(), fields));
            firstOfVersion.put(version, bucket);
            count--;
        }
        return new FieldOwners(left);
    }

    private static FieldSet removed(Map<FieldOwner, FieldOwnership> entries, FieldOwner owner) {
        FieldOwnership entry = entries.remove(owner);
        return entry == null ? FieldSet.EMPTY : entry.fields();
    }

    /// The object listing these owners.
    KubeObject in(KubeObject object) {
        if (entries.isEmpty()) {
            return without(object);
        }
        var list = new ArrayList<Json>();
        entries.values().stream().sorted(FieldOwnership.ORDER).forEach(entry -> list.add(entry.toJson()));
        return object.with(new JsonArray(list), "metadata", "managedFields");
    }

    static KubeObject without(KubeObject object) {
        return object.without("metadata", "managedFields");
    }
}
