// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.store.Change;
import dev.skerry.store.Page;
import dev.skerry.store.Store;
import dev.skerry.store.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// What is on the server's disk, whether the server lives or not: what the others are measured by. Every write is
/// shown to the rules, together with who was acting when it was made.
final class Truth {
    private static final String ROOT = "/registry/";

    private final Watch changes;
    private final Map<String, NavigableMap<ObjectName, KubeObject>> objects = new TreeMap<>();
    private final Map<String, KubeObject> byUid = new HashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private String actor = "nobody";

    /// What must hold of every write.
    @FunctionalInterface
    interface Rule {
        /// @throws InvariantViolation if it does not
        void check(Written write);
    }

    /// @param resource `core/pods`
    /// @param actor who was acting: a controller, `user`, or `node-0`
    record Written(String actor, String resource, ObjectName name, Optional<KubeObject> was, Optional<KubeObject> now) {
        boolean is(GroupVersionResource one) {
            return resource.equals(key(one));
        }

        KubeObject newest() {
            return now.or(() -> was).orElseThrow();
        }
    }

    Truth(Store disk) {
        String from = ROOT;
        Page page;
        do {
            page = disk.range(ROOT, from, 1000);
            for (var entry : page.entries()) {
                take(entry.key().text(), Optional.of(entry.value()));
                from = entry.key().text() + "\u0001";
            }
        } while (page.hasMore());
        this.changes = disk.watch(ROOT, page.revision());
    }

    void add(Rule rule) {
        rules.add(rule);
    }

    /// Names who acts from now on; who did before.
    String act(String who) {
        String before = actor;
        actor = who;
        return before;
    }

    /// Takes in what was written since, and holds it against the rules.
    void look() {
        try {
            while (changes.next(Duration.ZERO) instanceof Watch.Next.Changes(List<Change> batch)) {
                for (Change change : batch) {
                    Written written = take(change.key().text(), change.value());
                    rules.forEach(rule -> rule.check(written));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    List<KubeObject> all(GroupVersionResource resource) {
        return List.copyOf(objects(key(resource)).values());
    }

    Optional<KubeObject> find(GroupVersionResource resource, ObjectName name) {
        return Optional.ofNullable(objects(key(resource)).get(name));
    }

    Optional<KubeObject> byUid(GroupVersionResource resource, String uid) {
        return Optional.ofNullable(byUid.get(uid))
                .flatMap(object -> find(resource, object.objectName()))
                .filter(object -> object.uid().equals(uid));
    }

    Optional<KubeObject> findByUid(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    /// Everything there is, by `group/resource`.
    Map<String, List<KubeObject>> everything() {
        var all = new TreeMap<String, List<KubeObject>>();
        objects.forEach((resource, ones) -> all.put(resource, List.copyOf(ones.values())));
        return all;
    }

    private Written take(String text, Optional<byte[]> value) {
        String[] parts = text.substring(ROOT.length()).split("/", 4);
        var name = parts.length == 3 ? ObjectName.cluster(parts[2]) : new ObjectName(parts[2], parts[3]);
        String resource = parts[0] + "/" + parts[1];
        Optional<KubeObject> now =
                value.map(bytes -> new KubeObject(JsonReader.read(bytes).object()));
        var all = objects(resource);
        Optional<KubeObject> was = Optional.ofNullable(now.isPresent() ? all.put(name, now.get()) : all.remove(name));
        was.ifPresent(object -> byUid.remove(object.uid()));
        now.ifPresent(object -> byUid.put(object.uid(), object));
        return new Written(actor, resource, name, was, now);
    }

    private NavigableMap<ObjectName, KubeObject> objects(String resource) {
        return objects.computeIfAbsent(resource, _ -> new TreeMap<>());
    }

    private static String key(GroupVersionResource resource) {
        return (resource.group().isEmpty() ? "core" : resource.group()) + "/" + resource.resource();
    }
}
