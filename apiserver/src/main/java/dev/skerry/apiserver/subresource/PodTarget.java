// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.ObjectUpdate;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// Which container of which pod on which node a stream goes to.
record PodTarget(KubeObject pod, String node, String container) {
    /// @throws StatusException 404 without such a pod, 400 if it runs nowhere or the container is not clear
    static PodTarget of(ApiCall call, RegistryParts parts) {
        KubeObject pod = new ObjectUpdate(parts).find(call).object();
        return of(pod, container(pod, call.http().parameter("container")));
    }

    /// The pod as a whole: what is reached in it is no container.
    ///
    /// @throws StatusException 404 without such a pod, 400 if it runs nowhere
    static PodTarget whole(ApiCall call, RegistryParts parts) {
        return of(new ObjectUpdate(parts).find(call).object(), "");
    }

    static PodTarget of(KubeObject pod, String container) {
        String node = pod.at("spec", "nodeName").text();
        if (node.isEmpty()) {
            throw StatusException.badRequest("pod " + pod.name() + " does not have a host assigned");
        }
        return new PodTarget(pod, node, container);
    }

    /// What every request to a node begins with.
    JsonObject.Builder request(String kind) {
        return JsonObject.builder()
                .put("kind", kind)
                .put("namespace", pod.namespace())
                .put("pod", pod.name())
                .put("uid", pod.uid())
                .put("container", container);
    }

    private static String container(KubeObject pod, String asked) {
        List<String> containers = names(pod, "containers");
        List<String> initial = names(pod, "initContainers");
        List<String> ephemeral = names(pod, "ephemeralContainers");
        if (asked.isEmpty()) {
            if (containers.size() == 1) {
                return containers.getFirst();
            }
            String others =
                    initial.isEmpty() ? "" : " or one of the init containers: [" + String.join(" ", initial) + "]";
            throw StatusException.badRequest("a container name must be specified for pod " + pod.name()
                    + ", choose one of: [" + String.join(" ", containers) + "]" + others);
        }
        if (!containers.contains(asked) && !initial.contains(asked) && !ephemeral.contains(asked)) {
            throw StatusException.badRequest("container " + asked + " is not valid for pod " + pod.name());
        }
        return asked;
    }

    private static List<String> names(KubeObject pod, String field) {
        return pod.at("spec", field).elements().stream()
                .map(container -> container.at("name"))
                .map(Json::text)
                .toList();
    }
}
