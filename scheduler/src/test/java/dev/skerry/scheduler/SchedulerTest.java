// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.scheduler.state.NodeState;
import dev.skerry.scheduler.state.PodView;
import dev.skerry.scheduler.state.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each line: the pod's spec, and where it goes in the cluster below, or why nowhere.
class SchedulerTest {
    /// `small` has little room; `gateway` is tainted and has a device; `large` runs two pods; `old` is cordoned.
    private static final Snapshot CLUSTER = new Snapshot(List.of(
            node("small", "cpu: '1', memory: 1Gi, pods: '10'", "zone: a", ""),
            node("gateway", "cpu: '1', memory: 1Gi, pods: '10', example.com/device: '1'", "zone: b, edge: ''", "site"),
            node(
                    "large",
                    "cpu: '16', memory: 64Gi, pods: '10'",
                    "zone: a, disk: ssd, size: '16'",
                    "",
                    "{name: web, labels: {app: web}, requests: {cpu: '10'}, hostPort: 80}",
                    "{name: lonely, labels: {app: lonely}, requests: {}, avoids: {app: shy}}"),
            node("old", "cpu: '64', memory: 64Gi, pods: '10'", "zone: c", "cordoned")));

    private static final String NOTHING_FITS = "0/4 nodes are available: ";

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | small",
                "{nodeName: small} | small",
                "{nodeSelector: {disk: ssd}} | large",
                "{nodeSelector: {zone: a}, cpu: '800m'} | large",
                "{nodeSelector: {zone: a}, cpu: '7'} | " + NOTHING_FITS
                        + "1 node(s) had untolerated taint {site: }, 1 node(s) were unschedulable, 2 Insufficient cpu.",
                "{memory: 2Gi, nodeSelector: {zone: b}, tolerations: [{operator: Exists}]} | " + NOTHING_FITS
                        + "1 Insufficient memory, 3 node(s) didn't match Pod's node affinity/selector.",
                "{example.com/device: '1'} | " + NOTHING_FITS
                        + "1 node(s) had untolerated taint {site: }, 1 node(s) were unschedulable, 2 Insufficient"
                        + " example.com/device.",
                "{example.com/device: '1', tolerations: [{key: site, operator: Exists}]} | gateway",
                "{example.com/device: '1', tolerations: [{key: site, value: '', effect: NoSchedule}]} | gateway",
                "{cpu: '20', tolerations: [{key: node.kubernetes.io/unschedulable, operator: Exists}]} | old",
                "{hostPort: 80} | small",
                "{hostPort: 80, nodeSelector: {disk: ssd}} | " + NOTHING_FITS
                        + "1 node(s) didn't have free ports for the requested pod ports, 1 node(s) didn't match Pod's node"
                        + " affinity/selector, 1 node(s) had untolerated taint {site: }, 1 node(s) were unschedulable.",
                "{labels: {app: shy}} | small",
                "{labels: {app: web}, avoids: {app: web}} | small",
                "{near: {app: web}, nodeSelector: {zone: a}} | large",
                "{near: {app: nowhere}} | " + NOTHING_FITS
                        + "1 node(s) had untolerated taint {site: }, 1 node(s) were unschedulable, 2 node(s) didn't match pod"
                        + " affinity rules.",
                "{near: {app: first}, labels: {app: first}} | small",
                "{requires: [{key: size, operator: Gt, values: ['8']}]} | large",
                "{requires: [{key: disk, operator: DoesNotExist}]} | small",
                "{prefers: [{key: disk, operator: DoesNotExist}]} | small",
                "{owner: web} | small",
                "{spread: {app: web}, labels: {app: web}} | small",
            })
    void thePodGoes(String spec, String expected) {
        PodView pod = PodView.of(pod("pod", yaml(spec), ""));
        String actual = switch (new Scheduler(new Random(1)).place(pod, CLUSTER)) {
            case Placement.Bound(String node) -> node;
            case Placement.Unschedulable unschedulable -> unschedulable.message();
        };
        assertThat(actual).isEqualTo(expected);
    }

    private static KubeObject yaml(String flow) {
        // The few YAML flow forms above, as JSON: words become strings, quotes become double.
        String json = flow.replace('\'', '"')
                .replaceAll("([{,\\[]\\s*)([A-Za-z][\\w./-]*)\\s*:", "$1\"$2\":")
                .replaceAll(":\\s*([A-Za-z0-9][\\w./-]*)", ": \"$1\"");
        return new KubeObject(JsonReader.read(json).object());
    }

    private static NodeState node(String name, String allocatable, String labels, String mark, String... pods) {
        var onNode = new HashMap<dev.skerry.api.meta.ObjectName, PodView>();
        for (String text : pods) {
            KubeObject spec = yaml(text);
            PodView pod = PodView.of(pod(spec.at("name").text(), spec, name));
            onNode.put(pod.name(), pod);
        }
        var node = new KubeObject(JsonReader.read("{\"metadata\":{\"name\":\"" + name + "\"}}")
                        .object())
                .with(yaml("{hostname: " + name + ", " + labels + "}").tree(), "metadata", "labels")
                .with(yaml("{" + allocatable + "}").tree(), "status", "allocatable");
        return NodeState.of(
                switch (mark) {
                    case "cordoned" -> node.with(JsonReader.read("true"), "spec", "unschedulable");
                    case "site" ->
                        node.with(JsonReader.read("[{\"key\":\"site\",\"effect\":\"NoSchedule\"}]"), "spec", "taints");
                    default -> node;
                },
                Map.copyOf(onNode));
    }

    /// A pod from the short forms of this table.
    private static KubeObject pod(String name, KubeObject spec, String node) {
        String text = """
            {"metadata":{"name":"%s","namespace":"default","labels":%s%s},
             "spec":{"nodeName":"%s","nodeSelector":%s,"tolerations":%s,"affinity":%s,
              "topologySpreadConstraints":%s,
              "containers":[{"resources":{"requests":%s},"ports":[{"hostPort":%s}]}]}}""".formatted(
                        name,
                        spec.at("labels").object(),
                        spec.at("owner").isNull()
                                ? ""
                                : ",\"ownerReferences\":[{\"uid\":\"x\",\"kind\":\"ReplicaSet\",\"name\":\"x\","
                                        + "\"controller\":true}]",
                        spec.at("nodeName").textOr(node),
                        spec.at("nodeSelector").object(),
                        spec.at("tolerations").isNull() ? "[]" : spec.at("tolerations"),
                        affinity(spec),
                        spec.at("spread").isNull()
                                ? "[]"
                                : "[{\"maxSkew\":1,\"topologyKey\":\"hostname\",\"labelSelector\":{\"matchLabels\":"
                                        + spec.at("spread") + "}}]",
                        requests(spec),
                        spec.at("hostPort").textOr("0"));
        return new KubeObject(JsonReader.read(text).object());
    }

    private static String requests(KubeObject spec) {
        var requests = spec.at("requests").object();
        for (String resource : List.of("cpu", "memory", "example.com/device")) {
            if (!spec.at(resource).isNull()) {
                requests = requests.with(resource, spec.at(resource));
            }
        }
        return requests.toString();
    }

    private static String affinity(KubeObject spec) {
        String term = "[{\"topologyKey\":\"hostname\",\"labelSelector\":{\"matchLabels\":%s}}]";
        String required = "requiredDuringSchedulingIgnoredDuringExecution";
        if (!spec.at("near").isNull()) {
            return "{\"podAffinity\":{\"" + required + "\":" + term.formatted(spec.at("near")) + "}}";
        }
        if (!spec.at("avoids").isNull()) {
            return "{\"podAntiAffinity\":{\"" + required + "\":" + term.formatted(spec.at("avoids")) + "}}";
        }
        if (!spec.at("requires").isNull()) {
            return "{\"nodeAffinity\":{\"" + required + "\":{\"nodeSelectorTerms\":[{\"matchExpressions\":"
                    + spec.at("requires") + "}]}}}";
        }
        if (!spec.at("prefers").isNull()) {
            return "{\"nodeAffinity\":{\"preferredDuringSchedulingIgnoredDuringExecution\":[{\"weight\":50,"
                    + "\"preference\":{\"matchExpressions\":" + spec.at("prefers") + "}}]}}";
        }
        return "{}";
    }
}
