// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.probe.Check;
import dev.skerry.agent.probe.ProbeAction;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.time.Duration;
import java.util.List;

/// Ends a container gracefully: its preStop hook, then its signal; both share the grace, and who is not
/// gone by then is killed.
final class ContainerStopper {
    /// What the signal gets even if the hook has used up all the grace, as with Kubernetes.
    private static final Duration LEAST = Duration.ofSeconds(2);

    private final Workbench workbench;

    ContainerStopper(Workbench workbench) {
        this.workbench = workbench;
    }

    void stop(WantedPod pod, Step.Stop step, List<String> addresses, PodEvents events) throws InterruptedException {
        events.normal(pod, step.container(), "Killing", step.why());
        JsonObject spec =
                pod.container(step.container()).map(WantedContainer::spec).orElse(JsonObject.EMPTY);
        Json hook = spec.at("lifecycle", "preStop");
        Duration left = step.grace();
        if (!hook.isNull()) {
            long begun = workbench.clock().nanos();
            String address = addresses.isEmpty() ? "" : addresses.getFirst();
            Check.Answer answer = workbench.check().run(ProbeAction.read(hook, address, spec), step.id(), step.grace());
            if (!answer.isSuccess()) {
                events.warning(pod, step.container(), "FailedPreStopHook", "PreStopHook failed: " + answer.output());
            }
            Duration rest = step.grace().minusNanos(workbench.clock().nanos() - begun);
            left = rest.compareTo(LEAST) < 0 ? LEAST : rest;
        }
        workbench.runtime().stopContainer(step.id(), left);
    }
}
