// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.object;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Kubernetes object: an immutable JSON tree with a view of what all objects share. `with…` methods
/// return a new object.
public record KubeObject(JsonObject tree) {
    public static KubeObject of(GroupVersionKind kind, ObjectName name) {
        var metadata = JsonObject.builder().put("name", name.name()).putIfText("namespace", name.namespace());
        return new KubeObject(
                JsonObject.of("apiVersion", kind.apiVersion(), "kind", kind.kind(), "metadata", metadata.build()));
    }

    public GroupVersionKind kind() {
        return GroupVersionKind.of(tree.at("apiVersion").text(), tree.at("kind").text());
    }

    public Json at(String... path) {
        return tree.at(path);
    }

    public String name() {
        return tree.at("metadata", "name").text();
    }

    public String namespace() {
        return tree.at("metadata", "namespace").text();
    }

    public ObjectName objectName() {
        return new ObjectName(namespace(), name());
    }

    public String uid() {
        return tree.at("metadata", "uid").text();
    }

    /// Opaque to clients; empty before the object is stored.
    public String resourceVersion() {
        return tree.at("metadata", "resourceVersion").text();
    }

    /// How often the wanted state changed; 0 for kinds that do not count.
    public long generation() {
        return tree.at("metadata", "generation").longOr(0);
    }

    public Map<String, String> labels() {
        return texts("labels");
    }

    public Map<String, String> annotations() {
        return texts("annotations");
    }

    public List<String> finalizers() {
        return tree.at("metadata", "finalizers").elements().stream()
                .map(Json::text)
                .toList();
    }

    public List<OwnerReference> owners() {
        return tree.at("metadata", "ownerReferences").elements().stream()
                .map(OwnerReference::read)
                .toList();
    }

    /// The one owner that manages this object, if any.
    public Optional<OwnerReference> controller() {
        return owners().stream().filter(OwnerReference::isController).findFirst();
    }

    public Optional<Instant> creationTimestamp() {
        return time("metadata", "creationTimestamp");
    }

    public Optional<Instant> deletionTimestamp() {
        return time("metadata", "deletionTimestamp");
    }

    public boolean isBeingDeleted() {
        return !tree.at("metadata", "deletionTimestamp").isNull();
    }

    /// The time under a path, RFC 3339 with or without a fraction; empty if absent or malformed.
    public Optional<Instant> time(String... path) {
        String text = tree.at(path).text();
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            // Another writer's malformed time is the same to us as none.
            return Optional.empty();
        }
    }

    public KubeObject with(Json value, String... path) {
        return new KubeObject(tree.withAt(value, path));
    }

    public KubeObject with(String value, String... path) {
        return with(Json.of(value), path);
    }

    public KubeObject without(String... path) {
        return new KubeObject(tree.withoutAt(path));
    }

    public KubeObject withLabel(String name, String value) {
        return with(Json.of(value), "metadata", "labels", name);
    }

    public KubeObject withAnnotation(String name, String value) {
        return with(Json.of(value), "metadata", "annotations", name);
    }

    public KubeObject withFinalizers(List<String> finalizers) {
        return finalizers.isEmpty()
                ? without("metadata", "finalizers")
                : with(Json.of(finalizers), "metadata", "finalizers");
    }

    public KubeObject withOwners(List<OwnerReference> owners) {
        return owners.isEmpty()
                ? without("metadata", "ownerReferences")
                : with(
                        new JsonArray(owners.stream()
                                .map(owner -> (Json) owner.toJson())
                                .toList()),
                        "metadata",
                        "ownerReferences");
    }

    private Map<String, String> texts(String field) {
        var texts = new LinkedHashMap<String, String>();
        tree.at("metadata", field).object().forEach((name, value) -> texts.put(name, value.text()));
        return texts;
    }

    @Override
    public String toString() {
        return kind().kind() + " " + objectName();
    }
}
