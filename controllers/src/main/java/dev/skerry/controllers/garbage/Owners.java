// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.garbage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.controllers.wiring.Discovered;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Finds out how owners stand. The graph is trusted when it says that an owner is there; that it is gone
/// is believed only when the server says so, because a watch may be behind, and a deletion that was wrong
/// cannot be taken back.
final class Owners {
    private static final int GONE_MAX = 1000;

    private final KubeClient client;
    private final OwnershipGraph graph;
    private final ReentrantLock lock = new ReentrantLock();

    /// By group and kind; an owner reference may name any version.
    @GuardedBy("lock")
    private Map<String, Discovered> kinds = Map.of();

    /// Uids that were found gone and never come back: thousands of dependents ask for one of them.
    @GuardedBy("lock")
    private final Map<String, Boolean> gone = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > GONE_MAX;
        }
    };

    Owners(KubeClient client, OwnershipGraph graph) {
        this.client = client;
        this.graph = graph;
    }

    void know(List<Discovered> resources) {
        var fresh = new LinkedHashMap<String, Discovered>();
        resources.forEach(one -> fresh.putIfAbsent(key(one.resource().group(), one.kind()), one));
        lock.lock();
        try {
            kinds = fresh;
        } finally {
            lock.unlock();
        }
    }

    Verdict.Owner state(OwnedObject object, OwnerReference owner) {
        var kind = GroupVersionKind.of(owner.apiVersion(), owner.kind());
        Optional<Discovered> discovered = find(kind);
        boolean isClusterObject = object.name().namespace().isEmpty();
        if (discovered.isEmpty() || isClusterObject && discovered.get().isNamespaced()) {
            // A cluster-scoped object cannot belong to something in a namespace; nobody can look it up.
            return Verdict.Owner.UNKNOWN;
        }
        String namespace = discovered.get().isNamespaced() ? object.name().namespace() : "";
        var known = graph.find(owner.uid());
        if (known.isPresent() && known.get().name().namespace().equals(namespace)) {
            return standing(owner, known.get());
        }
        return isKnownGone(owner.uid()) ? Verdict.Owner.GONE : asked(discovered.get(), namespace, owner);
    }

    private Verdict.Owner asked(Discovered discovered, String namespace, OwnerReference owner) {
        Optional<KubeObject> live = client.find(discovered.resource(), new ObjectName(namespace, owner.name()));
        if (live.isPresent() && live.get().uid().equals(owner.uid())) {
            return standing(owner, OwnedObject.of(discovered.resource(), live.get()));
        }
        lock.lock();
        try {
            gone.put(owner.uid(), true);
        } finally {
            lock.unlock();
        }
        return Verdict.Owner.GONE;
    }

    private static Verdict.Owner standing(OwnerReference reference, OwnedObject owner) {
        return owner.waitsForDependents() && reference.blocksOwnerDeletion()
                ? Verdict.Owner.WAITING
                : Verdict.Owner.ALIVE;
    }

    private Optional<Discovered> find(GroupVersionKind kind) {
        lock.lock();
        try {
            return Optional.ofNullable(kinds.get(key(kind.group(), kind.kind())));
        } finally {
            lock.unlock();
        }
    }

    private boolean isKnownGone(String uid) {
        lock.lock();
        try {
            return gone.containsKey(uid);
        } finally {
            lock.unlock();
        }
    }

    private static String key(String group, String kind) {
        return group + "/" + kind;
    }
}
