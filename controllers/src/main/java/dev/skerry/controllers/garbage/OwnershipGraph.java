// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.garbage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.OwnerReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Who belongs to whom, over all resources, by uid. Written by the watches, read by the passes.
final class OwnershipGraph {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, OwnedObject> objects = new HashMap<>();

    @GuardedBy("lock")
    private final Map<String, TreeSet<String>> dependents = new HashMap<>();

    void put(OwnedObject object) {
        lock.lock();
        try {
            forgetOwners(objects.put(object.uid(), object));
            for (OwnerReference owner : object.owners()) {
                dependents.computeIfAbsent(owner.uid(), _ -> new TreeSet<>()).add(object.uid());
            }
        } finally {
            lock.unlock();
        }
    }

    void remove(String uid) {
        lock.lock();
        try {
            forgetOwners(objects.remove(uid));
        } finally {
            lock.unlock();
        }
    }

    Optional<OwnedObject> find(String uid) {
        lock.lock();
        try {
            return Optional.ofNullable(objects.get(uid));
        } finally {
            lock.unlock();
        }
    }

    /// What belongs to this uid, whether or not an object with it exists.
    List<OwnedObject> dependents(String uid) {
        lock.lock();
        try {
            var found = new ArrayList<OwnedObject>();
            for (String dependent : dependents.getOrDefault(uid, new TreeSet<>())) {
                OwnedObject object = objects.get(dependent);
                if (object != null) {
                    found.add(object);
                }
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /// Uids of what belongs to an owner that the graph does not have.
    List<String> strays() {
        lock.lock();
        try {
            var found = new TreeSet<String>();
            for (var owner : dependents.entrySet()) {
                if (!objects.containsKey(owner.getKey())) {
                    found.addAll(owner.getValue());
                }
            }
            return List.copyOf(found);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void forgetOwners(@Nullable OwnedObject object) {
        if (object == null) {
            return;
        }
        for (OwnerReference owner : object.owners()) {
            var siblings = dependents.get(owner.uid());
            if (siblings != null && siblings.remove(object.uid()) && siblings.isEmpty()) {
                dependents.remove(owner.uid());
            }
        }
    }
}
