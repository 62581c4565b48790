// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.core.Resources;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.runtime.ContainerRuntime.Container;
import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import dev.skerry.runtime.ContainerRuntime.State;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Stands beside a machine and sees to it that no container that is well is disturbed: none is stopped or started
/// a second time unless its pod was deleted, its spec was changed, or its probes said so.
final class Attendant {
    static final String UID = "io.kubernetes.pod.uid";

    private final String node;
    private final Truth truth;

    /// Containers that have, at some time, answered a probe that may end them with a no.
    private final Set<String> ailing = new HashSet<>();

    Attendant(String node, Truth truth) {
        this.node = node;
        this.truth = truth;
    }

    void ails(String id) {
        ailing.add(id);
    }

    /// A container is about to be started.
    void starting(ContainerSpec spec, Collection<Container> all) {
        for (Container other : all) {
            boolean isTwin = other.state() instanceof State.Running
                    && other.spec().sandbox().equals(spec.sandbox())
                    && other.spec().name().equals(spec.name());
            if (isTwin) {
                throw new InvariantViolation(node + " starts " + text(spec) + " although attempt "
                        + other.spec().attempt() + " of it runs");
            }
        }
    }

    /// A container that runs is about to be stopped.
    void stopping(ContainerSpec spec) {
        String uid = spec.labels().getOrDefault(UID, "");
        Optional<KubeObject> pod = truth.byUid(Resources.PODS, uid);
        if (pod.isEmpty() || pod.get().isBeingDeleted() || ailing.contains(spec.id())) {
            return;
        }
        String image = pod.get().at("spec", "containers").elements().stream()
                .filter(container -> container.at("name").text().equals(spec.name()))
                .map(container -> container.at("image"))
                .map(Json::text)
                .findFirst()
                .orElse("");
        boolean isAsWanted = image.isEmpty() || image.equals(spec.labels().get("skerry.dev/image"));
        if (isAsWanted) {
            throw new InvariantViolation(
                    node + " stops " + text(spec) + ", which is well, and nobody has deleted its pod");
        }
    }

    private static String text(ContainerSpec spec) {
        return "container " + spec.name() + "-" + spec.attempt() + " of pod " + spec.sandbox();
    }
}
