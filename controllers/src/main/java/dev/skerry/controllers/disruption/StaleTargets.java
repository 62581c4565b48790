// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.disruption;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.controllers.wiring.StatusPatch;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/// Takes back the condition `DisruptionTarget` from a pod that was to be deleted and never was.
public final class StaleTargets implements Reconciler {
    private static final String NAME = "disruption-controller";
    private static final String CONDITION = "DisruptionTarget";

    private final KubeClient client;
    private final Cache<KubeObject> pods;
    private final Clock clock;

    private StaleTargets(KubeClient client, Cache<KubeObject> pods, Clock clock) {
        this.client = client;
        this.pods = pods;
        this.clock = clock;
    }

    public static Controller wire(ControllerParts parts) {
        var pods = parts.cache(Resources.PODS);
        var reconciler = new StaleTargets(parts.client(NAME), pods, parts.clock());
        var controller = parts.controller("stale-disruption", reconciler, List.of(pods));
        pods.onChange(change -> {
            if (isTarget(change.newest())) {
                controller.enqueue(change.name());
            }
        });
        return controller;
    }

    private static boolean isTarget(KubeObject pod) {
        return PodState.isActive(pod) && Conditions.isTrue(pod, CONDITION);
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        Optional<KubeObject> found = pods.find(name).filter(StaleTargets::isTarget);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        KubeObject pod = found.get();
        JsonObject condition = Conditions.find(pod, CONDITION).orElseThrow();
        Duration left = Duration.between(clock.now(), since(condition).plus(Disruptions.DELETED_WITHIN));
        if (left.isPositive()) {
            return new Outcome.Again(left);
        }
        var none = Conditions.of(CONDITION, "False", "", "", clock.now());
        KubeObject freed = pod.with(Conditions.with(pod.at("status", "conditions"), none), "status", "conditions");
        pods.assume(StatusPatch.write(client, Resources.PODS, pod, freed));
        return Outcome.SETTLED;
    }

    private static Instant since(JsonObject condition) {
        try {
            return Instant.parse(condition.at("lastTransitionTime").text());
        } catch (DateTimeParseException _) {
            return Instant.EPOCH;
        }
    }
}
