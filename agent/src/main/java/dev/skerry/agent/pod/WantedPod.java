// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.pod.WantedContainer.Kind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A pod as the API has it, read for running it.
///
/// @param containers init containers and sidecars in their order, then the main ones, then the ephemeral ones
/// @param pending why it does not have the resources that it asks for
record WantedPod(KubeObject object, List<WantedContainer> containers, Pending pending) {
    static final GroupVersionResource RESOURCE = new GroupVersionResource("", "v1", "pods");

    private static final long GRACE_SECONDS = 30;

    /// Another size that was asked for, and is not given: `Deferred` or `Infeasible`; empty if there is none.
    record Pending(String reason, String message) {
        static final Pending NONE = new Pending("", "");
    }

    WantedPod {
        containers = List.copyOf(containers);
    }

    static WantedPod of(KubeObject object) {
        String policy = object.at("spec", "restartPolicy").textOr("Always");
        var containers = new ArrayList<WantedContainer>();
        for (Json spec : object.at("spec", "initContainers").elements()) {
            boolean isSidecar = spec.at("restartPolicy").text().equals("Always");
            containers.add(new WantedContainer(spec.object(), isSidecar ? Kind.SIDECAR : Kind.INIT, policy));
        }
        for (Json spec : object.at("spec", "containers").elements()) {
            containers.add(new WantedContainer(spec.object(), Kind.MAIN, policy));
        }
        for (Json spec : object.at("spec", "ephemeralContainers").elements()) {
            containers.add(new WantedContainer(spec.object(), Kind.EPHEMERAL, policy));
        }
        return new WantedPod(object, containers, Pending.NONE);
    }

    /// What is left to know of a pod of which only its containers are here.
    static WantedPod unknown(ObjectName name, String uid) {
        return of(new KubeObject(JsonObject.of(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                JsonObject.of("name", name.name(), "namespace", name.namespace(), "uid", uid))));
    }

    /// What its containers are to have, by their names; those that say nothing are left out.
    JsonObject resources() {
        var resources = JsonObject.builder();
        for (WantedContainer container : lasting()) {
            Json own = container.spec().at("resources");
            if (!own.object().isEmpty()) {
                resources.put(container.name(), own);
            }
        }
        return resources.build();
    }

    /// The pod with other resources for its containers, as [#resources] gives them.
    WantedPod withResources(JsonObject resources) {
        List<WantedContainer> others = containers.stream()
                .map(container -> container.kind() == Kind.EPHEMERAL
                        ? container
                        : container.withResources(resources.at(container.name())))
                .toList();
        return new WantedPod(object, others, pending);
    }

    WantedPod withPendingResize(String reason, String message) {
        return new WantedPod(object, containers, new Pending(reason, message));
    }

    String uid() {
        return object.uid();
    }

    ObjectName name() {
        return object.objectName();
    }

    JsonObject spec() {
        return object.at("spec").object();
    }

    Optional<WantedContainer> container(String name) {
        return containers.stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    List<WantedContainer> main() {
        return containers.stream()
                .filter(container -> container.kind() == Kind.MAIN)
                .toList();
    }

    List<WantedContainer> init() {
        return containers.stream().filter(WantedContainer::isInit).toList();
    }

    List<WantedContainer> ephemeral() {
        return containers.stream()
                .filter(container -> container.kind() == Kind.EPHEMERAL)
                .toList();
    }

    /// Those that it was made with: they alone count for what the pod may use.
    List<WantedContainer> lasting() {
        return containers.stream()
                .filter(container -> container.kind() != Kind.EPHEMERAL)
                .toList();
    }

    boolean isHostNetwork() {
        return spec().at("hostNetwork").booleanOr(false);
    }

    /// Whether its status already says that it is over: then nothing of it starts again, even if its
    /// containers are no longer known here.
    boolean isOver() {
        String phase = object.at("status", "phase").text();
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /// How long its containers may take to end.
    Duration grace() {
        long wanted = spec().at("terminationGracePeriodSeconds").longOr(GRACE_SECONDS);
        long seconds = object.isBeingDeleted()
                ? object.at("metadata", "deletionGracePeriodSeconds").longOr(wanted)
                : wanted;
        return Duration.ofSeconds(Math.clamp(seconds, 1, Integer.MAX_VALUE));
    }

    /// As messages name it: `web-0_default(uid)`.
    String text() {
        return object.name() + "_" + object.namespace() + "(" + uid() + ")";
    }
}
