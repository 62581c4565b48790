// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.flow;

import dev.skerry.api.codec.Timestamps;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.controllers.wiring.StatusPatch;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// One pass over one FlowSchema: its condition `Dangling` says whether the priority level that it names is missing.
/// The server passes over such a schema's requests as if nothing limited them, so somebody should be told.
public final class DanglingSchemas implements Reconciler {
    private static final GroupVersionResource SCHEMAS = resource("flowschemas");
    private static final GroupVersionResource LEVELS = resource("prioritylevelconfigurations");
    private static final String CONDITION = "Dangling";

    private final KubeClient client;
    private final Cache<KubeObject> schemas;
    private final Cache<KubeObject> levels;
    private final Clock clock;

    private DanglingSchemas(KubeClient client, Cache<KubeObject> schemas, Cache<KubeObject> levels, Clock clock) {
        this.client = client;
        this.schemas = schemas;
        this.levels = levels;
        this.clock = clock;
    }

    public static Controller wire(ControllerParts parts) {
        var schemas = parts.cache(SCHEMAS);
        var levels = parts.cache(LEVELS);
        var reconciler = new DanglingSchemas(parts.client("flow-schemas"), schemas, levels, parts.clock());
        var controller = parts.controller("flow-schemas", reconciler, List.of(schemas, levels));
        schemas.onChange(change -> controller.enqueue(change.name()));
        levels.onChange(change -> schemas.all().stream()
                .filter(schema -> level(schema).equals(change.name().name()))
                .forEach(schema -> controller.enqueue(schema.objectName())));
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = schemas.find(name);
        if (found.isEmpty() || found.get().isBeingDeleted()) {
            return Outcome.SETTLED;
        }
        KubeObject schema = found.get();
        boolean isDangling = levels.find(ObjectName.cluster(level(schema))).isEmpty();
        List<Json> others = new ArrayList<>();
        for (Json condition : schema.at("status", "conditions").elements()) {
            if (!condition.at("type").text().equals(CONDITION)) {
                others.add(condition);
            } else if (condition.at("status").text().equals(isDangling ? "True" : "False")
                    && condition.at("message").text().equals(message(level(schema), isDangling))) {
                return Outcome.SETTLED;
            }
        }
        others.add(condition(level(schema), isDangling));
        schemas.assume(
                StatusPatch.write(client, SCHEMAS, schema, schema.with(Json.of(others), "status", "conditions")));
        return Outcome.SETTLED;
    }

    private JsonObject condition(String level, boolean isDangling) {
        return JsonObject.of(
                "type",
                CONDITION,
                "status",
                isDangling ? "True" : "False",
                "lastTransitionTime",
                Timestamps.seconds(clock.now()),
                "reason",
                isDangling ? "NotFound" : "Found",
                "message",
                message(level, isDangling));
    }

    private static String message(String level, boolean isDangling) {
        return "This FlowSchema references the PriorityLevelConfiguration object named \"" + level + "\" "
                + (isDangling ? "but there is no such object" : "and it exists");
    }

    private static String level(KubeObject schema) {
        return schema.at("spec", "priorityLevelConfiguration", "name").text();
    }

    private static GroupVersionResource resource(String name) {
        return new GroupVersionResource("flowcontrol.apiserver.k8s.io", "v1", name);
    }
}
