// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.node.MachineUsage;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.ContainerRuntime;
import dev.skerry.runtime.ContainerRuntime.State;
import dev.skerry.runtime.ContainerRuntime.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a node and the containers on it have used, at one moment, and how a kubelet would tell it. Not told:
/// disks, networks, and rates, which whoever asks twice can reckon.
///
/// @param at when it was read
record NodeUsage(String node, Instant at, MachineUsage machine, List<Measured> containers) {
    /// @param labels of the container, which say whose it is
    /// @param startedAt in milliseconds
    record Measured(Map<String, String> labels, String container, long startedAt, Usage usage) {
        private String pod() {
            return ContainerLabels.pod(labels).toString();
        }
    }

    NodeUsage {
        containers = List.copyOf(containers);
    }

    /// Of all containers that run now.
    static NodeUsage read(String node, Instant at, MachineUsage machine, ContainerRuntime runtime) {
        var measured = new ArrayList<Measured>();
        for (var container : runtime.containers()) {
            if (container.state() instanceof State.Running(int _, long startedAt)) {
                runtime.usage(container.spec().id())
                        .ifPresent(usage -> measured.add(new Measured(
                                container.spec().labels(),
                                ContainerLabels.container(container.spec()),
                                startedAt,
                                usage)));
            }
        }
        return new NodeUsage(node, at, machine, measured);
    }

    /// As at `/stats/summary`.
    JsonObject summary() {
        var pods = new ArrayList<Json>();
        byPod().values().forEach(list -> pods.add(pod(list)));
        return JsonObject.of(
                "node",
                JsonObject.of(
                        "nodeName", node,
                        "cpu", cpu(machine.cpuNanos()),
                        "memory", memory(machine.memoryBytes(), machine.workingSetBytes())),
                "pods",
                new JsonArray(pods));
    }

    private Map<String, List<Measured>> byPod() {
        var pods = new TreeMap<String, List<Measured>>();
        for (Measured one : containers) {
            pods.computeIfAbsent(one.pod() + "/" + ContainerLabels.uid(one.labels()), _ -> new ArrayList<>())
                    .add(one);
        }
        return pods;
    }

    private JsonObject pod(List<Measured> list) {
        var name = ContainerLabels.pod(list.getFirst().labels());
        long start = list.stream().mapToLong(Measured::startedAt).min().orElse(0);
        Usage sum = sum(list);
        return JsonObject.of(
                "podRef",
                JsonObject.of(
                        "name", name.name(),
                        "namespace", name.namespace(),
                        "uid", ContainerLabels.uid(list.getFirst().labels())),
                "startTime",
                ContainerStatus.time(start),
                "containers",
                new JsonArray(list.stream().map(one -> (Json) container(one)).toList()),
                "cpu",
                cpu(sum.cpuNanos()),
                "memory",
                memory(sum.memoryBytes(), sum.workingSetBytes()));
    }

    private JsonObject container(Measured one) {
        return JsonObject.of(
                "name", one.container(),
                "startTime", ContainerStatus.time(one.startedAt()),
                "cpu", cpu(one.usage().cpuNanos()),
                "memory", memory(one.usage().memoryBytes(), one.usage().workingSetBytes()));
    }

    private static Usage sum(List<Measured> list) {
        return list.stream()
                .map(Measured::usage)
                .reduce(
                        new Usage(0, 0, 0),
                        (a, b) -> new Usage(
                                a.cpuNanos() + b.cpuNanos(),
                                a.memoryBytes() + b.memoryBytes(),
                                a.workingSetBytes() + b.workingSetBytes()));
    }

    private JsonObject cpu(long nanos) {
        return JsonObject.of("time", ContainerStatus.time(at.toEpochMilli()), "usageCoreNanoSeconds", nanos);
    }

    private JsonObject memory(long bytes, long workingSet) {
        return JsonObject.of(
                "time", ContainerStatus.time(at.toEpochMilli()), "usageBytes", bytes, "workingSetBytes", workingSet);
    }

    /// As at `/metrics/resource`, where metrics-server looks.
    String metrics() {
        var text = new ResourceMetrics(at.toEpochMilli());
        text.family("container_cpu_usage_seconds_total", "counter");
        containers.forEach(one -> text.seconds(labels(one), one.usage().cpuNanos()));
        text.family("container_memory_working_set_bytes", "gauge");
        containers.forEach(one -> text.number(labels(one), one.usage().workingSetBytes()));
        text.family("container_start_time_seconds", "gauge");
        containers.forEach(one -> text.seconds(labels(one), one.startedAt() * 1_000_000));
        text.family("node_cpu_usage_seconds_total", "counter").seconds("", machine.cpuNanos());
        text.family("node_memory_working_set_bytes", "gauge").number("", machine.workingSetBytes());
        var pods = byPod().values();
        text.family("pod_cpu_usage_seconds_total", "counter");
        pods.forEach(list -> text.seconds(podLabels(list.getFirst()), sum(list).cpuNanos()));
        text.family("pod_memory_working_set_bytes", "gauge");
        pods.forEach(list -> text.number(podLabels(list.getFirst()), sum(list).workingSetBytes()));
        return text.text();
    }

    private static String labels(Measured one) {
        return "container=\"" + one.container() + "\"," + podLabels(one);
    }

    private static String podLabels(Measured one) {
        var name = ContainerLabels.pod(one.labels());
        return "namespace=\"" + name.namespace() + "\",pod=\"" + name.name() + "\"";
    }
}
