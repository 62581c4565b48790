// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.access;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.apiserver.storage.ResourceLoad;
import dev.skerry.foundation.json.JsonReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// Objects in a map, for tests of whoever looks at other objects.
public final class ObjectTable implements ObjectSource {
    private final Map<String, Map<ObjectName, KubeObject>> objects = new ConcurrentHashMap<>();
    private final Map<String, Long> revisions = new ConcurrentHashMap<>();
    private final AtomicLong revision = new AtomicLong();

    /// Objects from JSON in which quotes are written singly.
    public static KubeObject object(String json) {
        return new KubeObject(JsonReader.read(json.replace('\'', '"')).object());
    }

    public ObjectTable put(String resource, KubeObject object) {
        objects.computeIfAbsent(resource, _ -> new ConcurrentSkipListMap<>()).put(object.objectName(), object);
        revisions.put(resource, revision.incrementAndGet());
        return this;
    }

    public ObjectTable put(String resource, String json) {
        return put(resource, object(json));
    }

    public ObjectTable remove(String resource, ObjectName name) {
        objects.getOrDefault(resource, Map.of()).remove(name);
        revisions.put(resource, revision.incrementAndGet());
        return this;
    }

    @Override
    public Optional<KubeObject> find(String group, String resource, ObjectName name) {
        return Optional.ofNullable(objects.getOrDefault(resource, Map.of()).get(name));
    }

    @Override
    public List<KubeObject> list(String group, String resource, String namespace) {
        return objects.getOrDefault(resource, Map.of()).values().stream()
                .filter(object -> namespace.isEmpty() || object.namespace().equals(namespace))
                .toList();
    }

    @Override
    public long revision(String group, String resource) {
        return revisions.getOrDefault(resource, 0L);
    }

    @Override
    public ResourceLoad load(String group, String resource) {
        return new ResourceLoad(list(group, resource, "").size(), 0, 0);
    }
}
