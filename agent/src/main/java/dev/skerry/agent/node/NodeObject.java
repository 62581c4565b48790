// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.node;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Writes a Node object from what is known. Pure.
final class NodeObject {
    private NodeObject() {}

    /// How the node is.
    ///
    /// @param problems with the runtime; empty if it is ready
    /// @param rejections what the server sent and the node could not keep
    record Health(String problems, List<String> rejections) {}

    /// What runs on it.
    record Software(String kubelet, String runtime) {}

    static KubeObject of(NodeIdentity identity, Machine machine, Software software, Health health, Instant now) {
        var labels = JsonObject.builder()
                .put("kubernetes.io/hostname", machine.hostname())
                .put("kubernetes.io/os", "linux")
                .put("kubernetes.io/arch", machine.architecture());
        identity.labels().forEach(labels::put);
        KubeObject node = KubeObject.of(new GroupVersionKind("", "v1", "Node"), ObjectName.cluster(identity.name()))
                .with(labels.build(), "metadata", "labels");
        if (!identity.taints().isEmpty()) {
            node = node.with(identity.taintObjects(), "spec", "taints");
        }
        return node.with(status(identity, machine, software, health, now), "status");
    }

    private static JsonObject status(
            NodeIdentity identity, Machine machine, Software software, Health health, Instant now) {
        JsonObject resources = JsonObject.of(
                "cpu",
                Integer.toString(machine.processors()),
                "memory",
                machine.memoryBytes() / 1024 + "Ki",
                "ephemeral-storage",
                machine.diskBytes() / 1024 + "Ki",
                "pods",
                Integer.toString(Machine.PODS_MAX));
        return JsonObject.of(
                "capacity",
                resources,
                "allocatable",
                resources,
                "addresses",
                addresses(identity, machine),
                "conditions",
                conditions(health, now),
                "nodeInfo",
                nodeInfo(machine, software));
    }

    private static JsonArray addresses(NodeIdentity identity, Machine machine) {
        var addresses = new ArrayList<Json>();
        machine.addresses().forEach(address -> addresses.add(JsonObject.of("type", "InternalIP", "address", address)));
        String hostname = machine.hostname().isEmpty() ? identity.name() : machine.hostname();
        addresses.add(JsonObject.of("type", "Hostname", "address", hostname));
        return new JsonArray(addresses);
    }

    private static JsonArray conditions(Health health, Instant now) {
        boolean isReady = health.problems().isEmpty();
        boolean keepsAll = health.rejections().isEmpty();
        return JsonArray.of(
                condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "memory is sufficient", now),
                condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "disk space is sufficient", now),
                condition("PIDPressure", "False", "KubeletHasSufficientPID", "process numbers are sufficient", now),
                condition(
                        "ObjectsAccepted",
                        keepsAll ? "True" : "False",
                        keepsAll ? "AllKept" : "SomeRejected",
                        keepsAll ? "the node keeps all that it was sent" : String.join("; ", health.rejections()),
                        now),
                condition(
                        "Ready",
                        isReady ? "True" : "False",
                        isReady ? "KubeletReady" : "KubeletNotReady",
                        isReady ? "the node is ready to run pods" : health.problems(),
                        now));
    }

    private static JsonObject condition(String type, String status, String reason, String message, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return JsonObject.of(
                "type",
                type,
                "status",
                status,
                "reason",
                reason,
                "message",
                message,
                "lastHeartbeatTime",
                time,
                "lastTransitionTime",
                time);
    }

    private static JsonObject nodeInfo(Machine machine, Software software) {
        return JsonObject.of(
                "architecture",
                machine.architecture(),
                "bootID",
                machine.bootId(),
                "containerRuntimeVersion",
                software.runtime(),
                "kernelVersion",
                machine.kernel(),
                "kubeProxyVersion",
                "",
                "kubeletVersion",
                software.kubelet(),
                "machineID",
                machine.machineId(),
                "operatingSystem",
                "linux",
                "osImage",
                machine.osImage(),
                "systemUUID",
                machine.machineId());
    }
}
