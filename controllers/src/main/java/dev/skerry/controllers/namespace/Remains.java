// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.namespace;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a pass over a namespace could not get rid of, told by conditions. Collected by one thread.
final class Remains {
    private final List<String> discoveryFailures = new ArrayList<>();
    private final List<String> deletionFailures = new ArrayList<>();
    private final Map<String, Integer> objects = new TreeMap<>();
    private final Map<String, Integer> finalizers = new TreeMap<>();

    void notDiscovered(String failure) {
        discoveryFailures.add(failure);
    }

    void notDeleted(GroupVersionResource resource, @Nullable String failure) {
        deletionFailures.add(StatusException.qualified(resource) + ": " + failure);
    }

    void left(GroupVersionResource resource, KubeObject object) {
        objects.merge(StatusException.qualified(resource), 1, Integer::sum);
        object.finalizers().forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
    }

    boolean isNoContent() {
        return objects.isEmpty() && deletionFailures.isEmpty();
    }

    boolean isNothing() {
        return isNoContent() && discoveryFailures.isEmpty();
    }

    JsonArray conditions(Json known, Instant now) {
        JsonArray all = Conditions.with(
                known,
                condition(
                        "NamespaceDeletionDiscoveryFailure",
                        discoveryFailures.isEmpty(),
                        List.of("ResourcesDiscovered", "All resources successfully discovered"),
                        List.of("DiscoveryFailed", "Discovery failed for some groups: " + joined(discoveryFailures)),
                        now));
        // Group and version are never parsed from foreign text here; the condition is there because
        // clients look for all five.
        all = Conditions.with(
                all,
                condition(
                        "NamespaceDeletionGroupVersionParsingFailure",
                        true,
                        List.of("ParsedGroupVersions", "All legacy kube types successfully parsed"),
                        List.of("", ""),
                        now));
        all = Conditions.with(
                all,
                condition(
                        "NamespaceDeletionContentFailure",
                        deletionFailures.isEmpty(),
                        List.of("ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
                        List.of(
                                "ContentDeletionFailed",
                                "Failed to delete all resource types: " + joined(deletionFailures)),
                        now));
        all = Conditions.with(
                all,
                condition(
                        "NamespaceContentRemaining",
                        objects.isEmpty(),
                        List.of("ContentRemoved", "All content successfully removed"),
                        List.of(
                                "SomeResourcesRemain",
                                "Some resources are remaining: " + counted(objects, ". has ", " resource instances")),
                        now));
        return Conditions.with(
                all,
                condition(
                        "NamespaceFinalizersRemaining",
                        finalizers.isEmpty(),
                        List.of("ContentHasNoFinalizers", "All content-preserving finalizers finished"),
                        List.of(
                                "SomeFinalizersRemain",
                                "Some content in the namespace has finalizers remaining: "
                                        + counted(finalizers, " in ", " resource instances")),
                        now));
    }

    /// These conditions name troubles: `False` is the good case.
    private static dev.skerry.foundation.json.JsonObject condition(
            String type, boolean isGood, List<String> good, List<String> bad, Instant now) {
        List<String> words = isGood ? good : bad;
        return Conditions.of(type, isGood ? "False" : "True", words.getFirst(), words.getLast(), now);
    }

    private static String joined(List<String> failures) {
        return String.join("; ", failures);
    }

    private static String counted(Map<String, Integer> counts, String before, String after) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + before + entry.getValue() + after)
                .collect(Collectors.joining(", "));
    }
}
