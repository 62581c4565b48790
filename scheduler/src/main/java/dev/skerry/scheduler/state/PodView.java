// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.state;

import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Taint;
import dev.skerry.api.core.Toleration;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A pod as the scheduler sees it.
///
/// @param owner uid of the controller; empty for a pod of its own
/// @param nodeName where it is; empty while it waits
/// @param affinity as the object has it; empty for most pods
public record PodView(
        ObjectName name,
        String uid,
        String owner,
        Map<String, String> labels,
        String nodeName,
        int priority,
        Instant created,
        Amounts requests,
        Map<String, String> nodeSelector,
        JsonObject affinity,
        List<Toleration> tolerations,
        List<HostPort> hostPorts,
        List<JsonObject> spreads) {

    /// A port of the node that the pod takes for itself; the address is empty for all of them.
    public record HostPort(String protocol, String address, int port) {
        /// Whether both cannot be had on one node.
        public boolean collides(HostPort other) {
            boolean isSameAddress = address.equals(other.address) || isAny() || other.isAny();
            return port == other.port && protocol.equals(other.protocol) && isSameAddress;
        }

        private boolean isAny() {
            return address.isEmpty() || address.equals("0.0.0.0");
        }
    }

    public static PodView of(KubeObject pod) {
        Json spec = pod.at("spec");
        return new PodView(
                pod.objectName(),
                pod.uid(),
                pod.controller().map(OwnerReference::uid).orElse(""),
                Map.copyOf(pod.labels()),
                PodState.nodeName(pod),
                spec.at("priority").intOr(0),
                pod.creationTimestamp().orElse(Instant.EPOCH),
                PodRequests.of(spec, pod.at("status")),
                texts(spec.at("nodeSelector")),
                spec.at("affinity").object(),
                Toleration.readAll(spec.at("tolerations")),
                hostPorts(spec),
                spec.at("topologySpreadConstraints").elements().stream()
                        .map(Json::object)
                        .toList());
    }

    public boolean tolerates(Taint taint) {
        return taint.isToleratedBy(tolerations);
    }

    private static Map<String, String> texts(Json json) {
        var texts = new HashMap<String, String>();
        json.object().forEach((name, value) -> texts.put(name, value.text()));
        return Map.copyOf(texts);
    }

    private static List<HostPort> hostPorts(Json spec) {
        var ports = new ArrayList<HostPort>();
        for (Json container : spec.at("containers").elements()) {
            for (Json port : container.at("ports").elements()) {
                int number = port.at("hostPort").intOr(0);
                if (number > 0) {
                    String protocol = port.at("protocol").textOr("TCP");
                    ports.add(new HostPort(protocol, port.at("hostIP").text(), number));
                }
            }
        }
        return List.copyOf(ports);
    }
}
