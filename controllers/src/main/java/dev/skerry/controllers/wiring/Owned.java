// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.wiring;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.informer.Cache;
import dev.skerry.client.informer.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who controls what: an index over a cache, and the owners whose turn it is when something changes.
public final class Owned {
    private static final String BY_CONTROLLER = "controller";

    /// Key of what nobody controls, so that it can be adopted.
    private static final String NOBODY = "";

    private Owned() {}

    public static void index(Cache<KubeObject> cache) {
        cache.index(
                BY_CONTROLLER,
                object -> List.of(object.controller().map(OwnerReference::uid).orElse(NOBODY)));
    }

    /// What this owner controls.
    public static List<KubeObject> by(KubeObject owner, Cache<KubeObject> cache) {
        return cache.indexed(BY_CONTROLLER, owner.uid());
    }

    /// What nobody controls, in one namespace.
    public static List<KubeObject> byNobody(String namespace, Cache<KubeObject> cache) {
        return cache.indexed(BY_CONTROLLER, NOBODY).stream()
                .filter(object -> object.namespace().equals(namespace))
                .toList();
    }

    /// The controllers of this kind that a change concerns: the present one and the one before.
    public static List<ObjectName> controllers(Change<KubeObject> change, String kind) {
        var names = new ArrayList<ObjectName>();
        addController(names, change.newest(), kind);
        if (change instanceof Change.Changed<KubeObject> changed) {
            addController(names, changed.was(), kind);
        }
        return names;
    }

    private static void addController(List<ObjectName> names, KubeObject object, String kind) {
        Optional<OwnerReference> owner =
                object.controller().filter(reference -> reference.kind().equals(kind));
        owner.map(reference -> new ObjectName(object.namespace(), reference.name()))
                .filter(name -> !names.contains(name))
                .ifPresent(names::add);
    }
}
