// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.defaulting;

import static dev.skerry.api.defaulting.Filling.absent;
import static dev.skerry.api.defaulting.Filling.all;
import static dev.skerry.api.defaulting.Filling.each;
import static dev.skerry.api.defaulting.Filling.making;
import static dev.skerry.api.defaulting.Filling.says;
import static dev.skerry.api.defaulting.Filling.when;
import static dev.skerry.api.defaulting.Filling.within;
import static dev.skerry.api.defaulting.Filling.word;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Defaults of the core group's kinds, except those that make Pods.
final class CoreDefaults {
    private static final GroupVersion CORE = new GroupVersion("", "v1");

    static final Rules RULES = rules -> rules.put(CORE.kind("Pod"), PodDefaults.POD)
            .put(CORE.kind("Service"), within("spec", ServiceDefaults.SPEC))
            .put(CORE.kind("Secret"), all(word("type", "Opaque"), CoreDefaults::encodeText))
            .put(CORE.kind("Namespace"), CoreDefaults::nameLabel)
            .put(CORE.kind("Node"), within("status", CoreDefaults::allocatable))
            .put(
                    CORE.kind("PersistentVolume"),
                    within(
                            "spec",
                            all(word("persistentVolumeReclaimPolicy", "Retain"), absent("volumeMode", "Filesystem"))))
            .put(CORE.kind("PersistentVolumeClaim"), within("spec", absent("volumeMode", "Filesystem")))
            .put(CORE.kind("Endpoints"), each("subsets", each("ports", word("protocol", "TCP"))))
            .put(CORE.kind("LimitRange"), within("spec", each("limits", CoreDefaults::limits)));

    /// What objects get when they come into being, and never again.
    static final Rules NEW = rules -> rules.put(CORE.kind("Pod"), PodDefaults.NEW_POD)
            .put(
                    CORE.kind("Namespace"),
                    all(
                            making("spec", absent("finalizers", List.of("kubernetes"))),
                            making("status", word("phase", "Active"))))
            .put(CORE.kind("PersistentVolume"), making("status", word("phase", "Pending")))
            .put(CORE.kind("PersistentVolumeClaim"), making("status", word("phase", "Pending")));

    private CoreDefaults() {}

    /// What was written as plain text becomes data; the text itself is never stored.
    private static JsonObject encodeText(JsonObject secret) {
        JsonObject text = secret.valueOf("stringData").object();
        if (text.isEmpty()) {
            return secret.without("stringData");
        }
        var data = secret.valueOf("data").object().toBuilder();
        text.forEach((name, value) ->
                data.put(name, Base64.getEncoder().encodeToString(value.text().getBytes(StandardCharsets.UTF_8))));
        return secret.without("stringData").with("data", data.build());
    }

    /// A namespace can be selected by its name, as anything else is by its labels.
    private static JsonObject nameLabel(JsonObject namespace) {
        String name = namespace.at("metadata", "name").text();
        return name.isEmpty()
                ? namespace
                : namespace.withAt(new JsonString(name), "metadata", "labels", "kubernetes.io/metadata.name");
    }

    private static JsonObject allocatable(JsonObject status) {
        JsonObject capacity = status.valueOf("capacity").object();
        boolean isOpen = status.valueOf("allocatable").isNull() && !capacity.isEmpty();
        return isOpen ? status.with("allocatable", capacity) : status;
    }

    /// For containers: the default limit is the most, the default request the default limit, else the least.
    private static JsonObject limits(JsonObject item) {
        if (!says("type", "Container").test(item)) {
            return item;
        }
        JsonObject limits =
                filled(item.valueOf("default").object(), item.valueOf("max").object());
        JsonObject requests = filled(
                filled(item.valueOf("defaultRequest").object(), limits),
                item.valueOf("min").object());
        return all(
                        when(_ -> !limits.isEmpty(), object -> object.with("default", limits)),
                        when(_ -> !requests.isEmpty(), object -> object.with("defaultRequest", requests)))
                .fill(item);
    }

    private static JsonObject filled(JsonObject own, JsonObject others) {
        var builder = others.toBuilder();
        own.forEach(builder::put);
        return builder.build();
    }
}
