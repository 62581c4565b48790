// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.probe.Health;
import dev.skerry.runtime.ContainerRuntime.Limits;
import dev.skerry.runtime.ContainerRuntime.State;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What there is of a pod, at one moment.
///
/// @param isSetUp whether its sandbox, network and volumes stand
/// @param boot which start of the machine this is
/// @param containers by name, the newest first
/// @param health by container identifier; a container without an entry has no probes
/// @param troubles what went wrong with starting, by container name; [#POD] for setting the pod up
/// @param busy names of containers that a step is working on; [#POD] for the pod as a whole
record Observed(
        boolean isSetUp,
        String boot,
        Map<String, List<Known>> containers,
        Map<String, Health> health,
        Map<String, Trouble> troubles,
        Set<String> busy) {
    /// In place of a container's name: the pod as a whole.
    static final String POD = "";

    Observed {
        // In the order of the names, so that every run takes the same steps in the same order.
        containers = Collections.unmodifiableMap(new TreeMap<>(containers));
        health = Map.copyOf(health);
        troubles = Map.copyOf(troubles);
        busy = Set.copyOf(busy);
    }

    /// A container that the runtime knows.
    ///
    /// @param failures how often in a row its predecessors had to be started again soon after they started
    /// @param hash of the wish it was made from
    /// @param boot the start of the machine in which it was made
    /// @param image the name that was wanted
    /// @param imageDigest what that name stood for
    /// @param sinceEnd how long ago it ended, by a clock that does not jump; zero while it runs
    /// @param message what it left behind to explain its end
    /// @param limits what it may use now, or might when it ended
    record Known(
            String id,
            int attempt,
            int failures,
            String hash,
            String boot,
            String image,
            String imageDigest,
            State state,
            Duration sinceEnd,
            String message,
            Limits limits) {
        boolean isRunning() {
            return state instanceof State.Running;
        }
    }

    /// Something that did not work and will be tried again.
    ///
    /// @param since how long ago it failed
    /// @param remaining until it is tried again
    record Trouble(String reason, String message, Duration since, Duration remaining) {}

    Optional<Known> newest(String container) {
        return containers.getOrDefault(container, List.of()).stream().findFirst();
    }

    Health health(Known container) {
        return health.getOrDefault(container.id(), Health.UNPROBED);
    }

    /// Whether it runs and has passed its startup probe.
    boolean isStarted(String container) {
        return newest(container)
                .filter(known -> known.isRunning() && health(known).hasStarted())
                .isPresent();
    }

    boolean isReady(String container) {
        return newest(container)
                .filter(known -> known.isRunning() && health(known).isReady())
                .isPresent();
    }
}
