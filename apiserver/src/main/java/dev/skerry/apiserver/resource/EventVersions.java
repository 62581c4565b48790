// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.resource;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/// Events under their two names: the core group's fields, and those of `events.k8s.io`.
final class EventVersions {
    private static final Map<String, String> CORE_TO_EVENTS = Map.of(
            "involvedObject", "regarding",
            "message", "note",
            "source", "deprecatedSource",
            "firstTimestamp", "deprecatedFirstTimestamp",
            "lastTimestamp", "deprecatedLastTimestamp",
            "count", "deprecatedCount",
            "reportingComponent", "reportingController");

    private static final Map<String, String> EVENTS_TO_CORE = reversed();

    private EventVersions() {}

    static KubeObject converted(KubeObject event, GroupVersionKind target) {
        Map<String, String> names = target.group().isEmpty() ? EVENTS_TO_CORE : CORE_TO_EVENTS;
        var renamed = JsonObject.builder();
        event.tree().forEach((name, value) -> renamed.put(names.getOrDefault(name, name), value));
        return new KubeObject(renamed.build());
    }

    private static Map<String, String> reversed() {
        var names = new LinkedHashMap<String, String>();
        CORE_TO_EVENTS.forEach((core, events) -> names.put(events, core));
        return Map.copyOf(names);
    }
}
