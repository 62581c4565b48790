// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// A small API server in memory: objects with uid, resourceVersion and generation, optimistic
/// concurrency, a status subresource, graceful deletion of pods, finalizers and propagation, and watches
/// that can be made to expire. It validates and defaults nothing.
///
/// Safe for several threads: one lock around everything.
public final class FakeKube implements KubeClient {
    /// One thing that happened; watches read the list of them from where they began.
    record Happened(long version, String type, GroupVersionResource resource, KubeObject was, KubeObject now) {}

    private final Clock clock;
    private final Map<GroupVersionResource, NavigableMap<ObjectName, KubeObject>> objects = new LinkedHashMap<>();
    private final Map<String, Json> documents = new LinkedHashMap<>();
    final List<Happened> history = new ArrayList<>();
    private long version = 1;
    private long compacted;
    private int failuresLeft;
    private int answersLeft = -1;
    private String refused = "";

    public FakeKube(Clock clock) {
        this.clock = clock;
    }

    /// The next so many requests fail as if the server could not be reached.
    public synchronized void failNext(int requests) {
        failuresLeft = requests;
    }

    /// After so many requests that are answered, one is not; a negative number takes that back.
    public synchronized void failOnceAfter(int requests) {
        answersLeft = requests;
    }

    /// From now on writes of this one object are forbidden; of one, the last that was named.
    public synchronized void refuse(GroupVersionResource resource, ObjectName name) {
        refused = resource + " " + name;
    }

    /// Forgets what happened until now: watches from before get 410.
    public synchronized void compact() {
        compacted = version;
        notifyAll();
    }

    /// What [#read] answers for a path.
    public synchronized void document(String path, Json document) {
        documents.put(path, document);
    }

    synchronized boolean isCompacted(long from) {
        return from < compacted;
    }

    @Override
    public synchronized Optional<KubeObject> find(GroupVersionResource resource, ObjectName name) {
        mayFail();
        return Optional.ofNullable(all(resource).get(name));
    }

    @Override
    public synchronized Listed list(Scope scope) {
        mayFail();
        var items = all(scope.resource()).values().stream()
                .filter(object -> isIn(scope, object))
                .toList();
        return new Listed(items, Long.toString(version));
    }

    static boolean isIn(Scope scope, KubeObject object) {
        boolean isInNamespace = scope.namespace().isEmpty() || scope.namespace().equals(object.namespace());
        boolean isSelected = scope.labelSelector().isEmpty()
                || LabelSelector.parse(scope.labelSelector()).matches(object);
        return isInNamespace && isSelected;
    }

    @Override
    public synchronized WatchStream watch(Scope scope, String resourceVersion) {
        mayFail();
        return new FakeWatch(this, scope, Long.parseLong(resourceVersion));
    }

    @Override
    public synchronized KubeObject create(GroupVersionResource resource, KubeObject object) {
        mayFail();
        String name = object.name().isEmpty()
                ? object.at("metadata", "generateName").text() + String.format("%05d", version)
                : object.name();
        if (all(resource).containsKey(new ObjectName(object.namespace(), name))) {
            throw StatusException.alreadyExists(resource, name);
        }
        KubeObject made = object.with(name, "metadata", "name")
                .with("uid-" + version, "metadata", "uid")
                .with(text(clock.now()), "metadata", "creationTimestamp");
        return store(resource, "ADDED", null, made.at("spec").isNull() ? made : generation(made, 1));
    }

    @Override
    public KubeObject update(GroupVersionResource resource, KubeObject object) {
        return updateSubresource(resource, "", object);
    }

    @Override
    public synchronized KubeObject updateSubresource(
            GroupVersionResource resource, String subresource, KubeObject object) {
        mayFail();
        if (refused.equals(resource + " " + object.objectName())) {
            throw StatusException.forbidden(resource, object.name(), "the fake server was told so");
        }
        KubeObject was = existing(resource, object.objectName());
        boolean isStale =
                !object.resourceVersion().isEmpty() && !object.resourceVersion().equals(was.resourceVersion());
        if (isStale || !object.uid().isEmpty() && !object.uid().equals(was.uid())) {
            throw StatusException.conflict(
                    resource,
                    object.name(),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
        return replace(resource, subresource, was, object);
    }

    @Override
    public synchronized KubeObject patch(
            GroupVersionResource resource, ObjectName name, String subresource, PatchType type, Json patch) {
        mayFail();
        if (type != PatchType.MERGE) {
            throw StatusException.badRequest("this server knows merge patches only");
        }
        KubeObject was = existing(resource, name);
        String uid = patch.at("metadata", "uid").text();
        if (!uid.isEmpty() && !uid.equals(was.uid())) {
            throw StatusException.conflict(resource, name.name(), "the UID differs");
        }
        return replace(resource, subresource, was, new KubeObject(merged(was.tree(), patch.object())));
    }

    @Override
    public synchronized KubeObject createSubresource(
            GroupVersionResource resource, ObjectName name, String subresource, KubeObject object) {
        mayFail();
        KubeObject was = existing(resource, name);
        if (!subresource.equals("binding")) {
            throw StatusException.badRequest("this server has no subresource " + subresource);
        }
        if (!was.at("spec", "nodeName").text().isEmpty()) {
            throw StatusException.conflict(resource, name.name(), "pod is already assigned to a node");
        }
        return store(resource, "MODIFIED", was, was.with(object.at("target", "name"), "spec", "nodeName"));
    }

    @Override
    public synchronized void delete(GroupVersionResource resource, ObjectName name, Deletion deletion) {
        mayFail();
        KubeObject was = all(resource).get(name);
        if (was == null || !deletion.uid().isEmpty() && !deletion.uid().equals(was.uid())) {
            return;
        }
        KubeObject marked = was;
        String finalizer = switch (deletion.propagation()) {
            case BACKGROUND -> "";
            case FOREGROUND -> "foregroundDeletion";
            case ORPHAN -> "orphan";
        };
        if (!finalizer.isEmpty() && !was.finalizers().contains(finalizer) && !was.isBeingDeleted()) {
            var finalizers = new ArrayList<>(was.finalizers());
            finalizers.add(finalizer);
            marked = marked.withFinalizers(finalizers);
        }
        long grace = graceSeconds(resource, was, deletion);
        boolean isFree = marked.finalizers().isEmpty()
                && marked.at("spec", "finalizers").elements().isEmpty();
        if (isFree && grace == 0) {
            store(resource, "DELETED", was, was);
        } else {
            store(resource, "MODIFIED", was, deleting(marked, grace));
        }
    }

    @Override
    public synchronized Json read(String path) {
        mayFail();
        return documents.getOrDefault(path, JsonNull.NULL);
    }

    private static long graceSeconds(GroupVersionResource resource, KubeObject object, Deletion deletion) {
        boolean runs = resource.resource().equals("pods")
                && !object.at("spec", "nodeName").text().isEmpty();
        if (!runs) {
            return 0;
        }
        return deletion.gracePeriodSeconds() >= 0 ? deletion.gracePeriodSeconds() : 30;
    }

    private KubeObject deleting(KubeObject object, long grace) {
        return object.isBeingDeleted()
                ? object
                : object.with(text(clock.now().plusSeconds(grace)), "metadata", "deletionTimestamp")
                        .with(Json.of(grace), "metadata", "deletionGracePeriodSeconds");
    }

    private KubeObject replace(GroupVersionResource resource, String part, KubeObject was, KubeObject wanted) {
        KubeObject now = wanted;
        if (part.equals("status")) {
            now = was.with(wanted.at("status"), "status");
        } else if (part.isEmpty()) {
            now = was.at("status").isNull() ? wanted : wanted.with(was.at("status"), "status");
        }
        now = now.with(was.resourceVersion(), "metadata", "resourceVersion").with(was.uid(), "metadata", "uid");
        if (now.equals(was)) {
            return was;
        }
        boolean isSpecChanged = !now.at("spec").equals(was.at("spec"));
        if (isSpecChanged) {
            now = generation(now, was.generation() + 1);
        }
        if (was.isBeingDeleted() && now.finalizers().isEmpty() && graceIsOver(now)) {
            return store(resource, "DELETED", was, now);
        }
        return store(resource, "MODIFIED", was, now);
    }

    private static boolean graceIsOver(KubeObject object) {
        boolean hasSpecFinalizers = !object.at("spec", "finalizers").elements().isEmpty();
        return object.at("metadata", "deletionGracePeriodSeconds").longOr(0) == 0 && !hasSpecFinalizers;
    }

    private KubeObject existing(GroupVersionResource resource, ObjectName name) {
        KubeObject found = all(resource).get(name);
        if (found == null) {
            throw StatusException.notFound(resource, name.name());
        }
        return found;
    }

    private KubeObject store(GroupVersionResource resource, String type, KubeObject was, KubeObject object) {
        version++;
        KubeObject now = object.with(Long.toString(version), "metadata", "resourceVersion");
        if (type.equals("DELETED")) {
            all(resource).remove(now.objectName());
        } else {
            all(resource).put(now.objectName(), now);
        }
        history.add(new Happened(version, type, resource, was, now));
        notifyAll();
        return now;
    }

    private NavigableMap<ObjectName, KubeObject> all(GroupVersionResource resource) {
        return objects.computeIfAbsent(resource, _ -> new TreeMap<>());
    }

    private void mayFail() {
        boolean isNow = answersLeft == 0;
        answersLeft = Math.max(-1, answersLeft - 1);
        if (isNow || failuresLeft > 0) {
            failuresLeft = Math.max(0, failuresLeft - 1);
            throw new TransientException("Unreachable", "the fake server does not answer");
        }
    }

    private static KubeObject generation(KubeObject object, long generation) {
        return object.with(Json.of(generation), "metadata", "generation");
    }

    private static JsonObject merged(JsonObject target, JsonObject patch) {
        JsonObject result = target;
        for (String name : patch.names()) {
            Json value = patch.valueOf(name);
            if (value.isNull()) {
                result = result.without(name);
            } else if (value instanceof JsonObject inner) {
                result = result.with(name, merged(result.valueOf(name).object(), inner));
            } else {
                result = result.with(name, value instanceof JsonArray array ? array : value);
            }
        }
        return result;
    }

    private static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
