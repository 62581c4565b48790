// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.KubeClient.Propagation;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.ManualClock;
import dev.skerry.client.Scenario.Command;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.telemetry.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// A cluster without machines, driven by the commands of a scenario: a server in memory, all
/// controllers, and nodes that are played by commands. Time passes only when a command says so.
final class Cluster {
    private static final Map<String, GroupVersionResource> KINDS = Map.of(
            "deployment", Resources.DEPLOYMENTS,
            "replicaset", Resources.REPLICA_SETS,
            "pod", Resources.PODS,
            "node", Resources.NODES,
            "namespace", Resources.NAMESPACES,
            "configmap", Resources.CONFIG_MAPS,
            "serviceaccount", Resources.SERVICE_ACCOUNTS,
            "lease", Resources.LEASES);

    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final Random random = new Random(1);
    private final SharedInformers informers = new SharedInformers(kube, clock, random, new Metrics());
    private final EventOutbox outbox = new EventOutbox(kube, clock, random, new Metrics());
    private final Controllers controllers = new Controllers(
            new ControllerParts(_ -> kube, informers, outbox, clock, random, new Metrics()),
            "-----BEGIN CERTIFICATE-----");
    private final Set<String> silent = new HashSet<>();
    private final Map<String, Long> toldEvents = new HashMap<>();

    Cluster() {
        kube.document(
                "/api/v1", discovery("configmaps", "ConfigMap", "pods", "Pod", "serviceaccounts", "ServiceAccount"));
        kube.document("/apis", JsonReader.read("{\"groups\":[{\"preferredVersion\":{\"groupVersion\":\"apps/v1\"}}]}"));
        kube.document("/apis/apps/v1", discovery("deployments", "Deployment", "replicasets", "ReplicaSet"));
    }

    private static Json discovery(String... resourcesAndKinds) {
        var resources = new ArrayList<Json>();
        for (int i = 0; i < resourcesAndKinds.length; i += 2) {
            resources.add(JsonObject.of(
                    "name",
                    resourcesAndKinds[i],
                    "kind",
                    resourcesAndKinds[i + 1],
                    "namespaced",
                    true,
                    "verbs",
                    List.of("list", "watch", "delete")));
        }
        return JsonObject.of("resources", new JsonArray(resources));
    }

    String act(Command command) throws InterruptedException {
        String told = switch (command.verb()) {
            case "create" -> create(command);
            case "set" -> set(command);
            case "delete" -> delete(command);
            case "run" -> run(command);
            case "unready" -> unready(command);
            case "fail" -> fail(command);
            case "advance" -> advance(command);
            case "silence" -> silence(command);
            case "report" -> report(command);
            case "show" -> show(command);
            case "conditions" -> conditions(command);
            case "settle" -> "";
            default -> throw new IllegalArgumentException("no such command: " + command);
        };
        settle();
        return told + events();
    }

    /// Lets the controllers work until nothing is left to do at this moment.
    private void settle() throws InterruptedException {
        int moves = 0;
        while (informers.step() | controllers.step() | outbox.step()) {
            if (++moves > 20_000) {
                throw new IllegalStateException("the controllers never come to rest");
            }
        }
    }

    private ObjectName name(Command command, int index) {
        boolean isCluster = Set.of("node", "namespace").contains(command.word(0));
        return isCluster
                ? ObjectName.cluster(command.word(index))
                : new ObjectName(command.option("namespace", "default"), command.word(index));
    }

    private String create(Command command) {
        String kind = command.word(0);
        ObjectName name = name(command, 1);
        KubeObject object = switch (kind) {
            case "deployment" -> workload("apps/v1", "Deployment", name, command);
            case "replicaset" -> workload("apps/v1", "ReplicaSet", name, command);
            case "namespace" ->
                KubeObject.of(new GroupVersionKind("", "v1", "Namespace"), name)
                        .with(JsonObject.of("finalizers", List.of("kubernetes")), "spec");
            case "pod" -> pod(name, command);
            case "node" ->
                KubeObject.of(new GroupVersionKind("", "v1", "Node"), name)
                        .with(JsonObject.of(), "spec")
                        .with(ready(), "status", "conditions");
            default -> KubeObject.of(new GroupVersionKind("", "v1", "ConfigMap"), name);
        };
        if (command.options().containsKey("app")) {
            object = object.withLabel("app", command.option("app", ""));
        }
        if (command.options().containsKey("label")) {
            object = object.withLabel(command.option("label", ""), "");
        }
        if (command.options().containsKey("autonomy")) {
            object = object.withAnnotation("skerry.dev/autonomy", command.option("autonomy", ""));
        }
        if (command.options().containsKey("finalizer")) {
            object = object.withFinalizers(List.of(command.option("finalizer", "")));
        }
        if (command.options().containsKey("owner")) {
            object = object.withOwners(List.of(owner(command.option("owner", ""), name.namespace())));
        }
        kube.create(KINDS.get(kind), object);
        return "";
    }

    private Json ready() {
        return JsonArray.of(Conditions.of("Ready", "True", "", "", clock.now()));
    }

    /// A pod on a node, which tolerates everything for so many seconds if it says so.
    private static KubeObject pod(ObjectName name, Command command) {
        KubeObject pod = KubeObject.of(new GroupVersionKind("", "v1", "Pod"), name)
                .with(JsonObject.of("nodeName", command.option("node", "")), "spec");
        if (!command.options().containsKey("tolerates")) {
            return pod;
        }
        long seconds = Long.parseLong(command.option("tolerates", "0"));
        return pod.with(
                JsonArray.of(JsonObject.of("operator", "Exists", "effect", "NoExecute", "tolerationSeconds", seconds)),
                "spec",
                "tolerations");
    }

    /// `deployment/web`; one that does not exist gets a uid that nobody has.
    private OwnerReference owner(String text, String namespace) {
        String kind = text.substring(0, text.indexOf('/'));
        String name = text.substring(text.indexOf('/') + 1);
        var found = kube.find(KINDS.get(kind), new ObjectName(namespace, name));
        String apiVersion = found.map(object -> object.at("apiVersion").text()).orElse("v1");
        String word = found.map(object -> object.at("kind").text()).orElse("ConfigMap");
        return new OwnerReference(
                apiVersion, word, name, found.map(KubeObject::uid).orElse("nobody"), false, true);
    }

    private static KubeObject workload(String apiVersion, String kind, ObjectName name, Command command) {
        var labels = JsonObject.of("app", name.name());
        var container = JsonObject.of("name", "main", "image", command.option("image", "one"));
        var podSpec = JsonObject.builder().put("containers", List.of(container));
        if (command.options().containsKey("pinned")) {
            podSpec.put("nodeName", command.option("pinned", ""));
        }
        var template = JsonObject.of("metadata", JsonObject.of("labels", labels), "spec", podSpec.build());
        var spec = JsonObject.builder()
                .put("replicas", Integer.parseInt(command.option("replicas", "1")))
                .put("selector", JsonObject.of("matchLabels", labels))
                .put("template", template);
        if (kind.equals("Deployment")) {
            spec.put("strategy", strategy(command))
                    .put("revisionHistoryLimit", Integer.parseInt(command.option("history", "10")))
                    .put("progressDeadlineSeconds", 600);
        }
        return KubeObject.of(GroupVersionKind.of(apiVersion, kind), name).with(spec.build(), "spec");
    }

    private static Json strategy(Command command) {
        if (command.option("strategy", "").equals("Recreate")) {
            return JsonObject.of("type", "Recreate");
        }
        return JsonObject.of(
                "type",
                "RollingUpdate",
                "rollingUpdate",
                JsonObject.of(
                        "maxSurge", value(command.option("maxSurge", "25%")),
                        "maxUnavailable", value(command.option("maxUnavailable", "25%"))));
    }

    private static Object value(String text) {
        return text.matches("-?\\d+") ? (Object) Integer.valueOf(text) : text;
    }

    /// `set deployment web image=two replicas=5 paused=true`.
    private String set(Command command) {
        change(command, object -> {
            KubeObject changed = object;
            for (var option : command.options().entrySet()) {
                changed = switch (option.getKey()) {
                    case "image" -> {
                        var container = JsonObject.of("name", "main", "image", option.getValue());
                        yield changed.with(JsonArray.of(container), "spec", "template", "spec", "containers");
                    }
                    case "replicas" -> changed.with(Json.of(Integer.parseInt(option.getValue())), "spec", "replicas");
                    case "paused" -> changed.with(Json.of(Boolean.valueOf(option.getValue())), "spec", "paused");
                    case "app" -> changed.withLabel("app", option.getValue());
                    case "finalizer" ->
                        changed.withFinalizers(option.getValue().isEmpty() ? List.of() : List.of(option.getValue()));
                    case "namespace" -> changed;
                    case "annotation" -> changed.withAnnotation(option.getValue(), "forever");
                    default -> throw new IllegalArgumentException("cannot set " + option);
                };
            }
            return changed;
        });
        return "";
    }

    private void change(Command command, UnaryOperator<KubeObject> change) {
        var resource = KINDS.get(command.word(0));
        kube.update(resource, change.apply(kube.find(resource, name(command, 1)).orElseThrow()));
    }

    private String delete(Command command) {
        var propagation = Propagation.valueOf(command.option("propagation", "BACKGROUND"));
        List<ObjectName> names = command.words().size() > 1
                ? List.of(name(command, 1))
                : kube.list(Scope.all(KINDS.get(command.word(0)))).items().stream()
                        .map(KubeObject::objectName)
                        .limit(1)
                        .toList();
        names.forEach(name -> kube.delete(KINDS.get(command.word(0)), name, new Deletion("", -1, propagation)));
        return "";
    }

    /// Plays the nodes: pods that are to start are Running and Ready, those that are to stop are gone.
    private String run(Command command) throws InterruptedException {
        int most = command.words().isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(command.word(0));
        int count = 0;
        for (KubeObject pod : pods()) {
            if (pod.isBeingDeleted()) {
                kube.delete(Resources.PODS, pod.objectName(), new Deletion(pod.uid(), 0, Propagation.BACKGROUND));
                finish(pod);
            } else if (!PodState.isReady(pod) && count < most) {
                count++;
                report(pod, "True", command.option("node", "node"));
            }
        }
        settle();
        return "";
    }

    private void finish(KubeObject pod) {
        kube.find(Resources.PODS, pod.objectName())
                .ifPresent(left -> kube.patch(
                        Resources.PODS,
                        left.objectName(),
                        "",
                        PatchType.MERGE,
                        JsonObject.of("metadata", JsonObject.of("deletionGracePeriodSeconds", 0))));
    }

    private String unready(Command command) {
        pods().stream().limit(Long.parseLong(command.word(0))).forEach(pod -> report(pod, "False", "node"));
        return "";
    }

    private void report(KubeObject pod, String ready, String node) {
        KubeObject bound = pod;
        if (PodState.nodeName(pod).isEmpty()) {
            bound = kube.patch(
                    Resources.PODS,
                    pod.objectName(),
                    "",
                    PatchType.MERGE,
                    JsonObject.of("spec", JsonObject.of("nodeName", node)));
        }
        var condition = Conditions.of("Ready", ready, "", "", clock.now());
        kube.updateSubresource(
                Resources.PODS,
                "status",
                bound.with(JsonObject.of("phase", "Running", "conditions", JsonArray.of(condition)), "status"));
    }

    private List<KubeObject> pods() {
        return kube.list(Scope.all(Resources.PODS)).items();
    }

    private String fail(Command command) {
        kube.failNext(Integer.parseInt(command.word(0)));
        return "";
    }

    private String advance(Command command) throws InterruptedException {
        Duration left = Duration.parse("PT" + command.word(0));
        while (left.isPositive()) {
            Duration step = controllers.untilNext().filter(Duration::isPositive).orElse(left);
            step = step.compareTo(left) > 0 ? left : step;
            clock.advance(step);
            beat();
            left = left.minus(step);
            settle();
        }
        return "";
    }

    /// Renews the Lease of every node that is not silent, as nodes do.
    private void beat() {
        for (KubeObject node : kube.list(Scope.all(Resources.NODES)).items()) {
            if (!silent.contains(node.name())) {
                var lease = KubeObject.of(
                                GroupVersionKind.of("coordination.k8s.io/v1", "Lease"),
                                new ObjectName("kube-node-lease", node.name()))
                        .with(JsonObject.of("renewTime", clock.now().toString()), "spec");
                if (kube.find(Resources.LEASES, lease.objectName()).isPresent()) {
                    kube.update(Resources.LEASES, lease);
                } else {
                    kube.create(Resources.LEASES, lease);
                }
            }
        }
    }

    private String silence(Command command) {
        silent.add(command.word(0));
        return "";
    }

    /// `report gateway Unknown`: the node, or the server on its behalf, says whether it is ready.
    private String report(Command command) {
        KubeObject node =
                kube.find(Resources.NODES, ObjectName.cluster(command.word(0))).orElseThrow();
        var ready = Conditions.of("Ready", command.word(1), "", "", clock.now());
        kube.updateSubresource(
                Resources.NODES,
                "status",
                node.with(Conditions.with(node.at("status", "conditions"), ready), "status", "conditions"));
        if (command.word(1).equals("True")) {
            silent.remove(command.word(0));
        }
        return "";
    }

    /// `show deployment`, `show pod`: a line for each; pods that are alike share one.
    private String show(Command command) {
        var lines = new ArrayList<String>();
        if (command.word(0).equals("pod")) {
            var alike = new TreeMap<String, Integer>();
            pods().forEach(pod -> alike.merge(podLine(pod), 1, Integer::sum));
            alike.forEach((line, count) -> lines.add(count + " pods " + line));
        } else {
            for (KubeObject object :
                    kube.list(Scope.all(KINDS.get(command.word(0)))).items()) {
                lines.add(line(command.word(0), object));
            }
        }
        return lines.isEmpty() ? "none\n" : String.join("\n", lines) + "\n";
    }

    private static String podLine(KubeObject pod) {
        String owner = pod.controller().map(OwnerReference::name).orElse("nobody");
        String state = pod.isBeingDeleted() ? "Terminating" : PodState.isReady(pod) ? "Ready" : "not ready";
        return "of " + owner + " " + state + (PodState.nodeName(pod).isEmpty() ? "" : " on " + PodState.nodeName(pod));
    }

    private static String line(String kind, KubeObject object) {
        Json status = object.at("status");
        String deleting = object.isBeingDeleted() ? " deleting" : "";
        return switch (kind) {
            case "deployment", "replicaset" ->
                kind + " " + object.name() + " wants " + object.at("spec", "replicas") + ": "
                        + status.at("replicas").longOr(0) + " there, "
                        + (kind.equals("deployment")
                                ? status.at("updatedReplicas").longOr(0) + " updated, "
                                : "")
                        + status.at("availableReplicas").longOr(0) + " available"
                        + object.annotations().entrySet().stream()
                                .filter(entry -> entry.getKey().endsWith("/revision"))
                                .map(entry -> ", revision " + entry.getValue())
                                .findFirst()
                                .orElse("")
                        + deleting;
            case "node" ->
                "node " + object.name() + " taints "
                        + object.at("spec", "taints").elements().stream()
                                .map(taint -> taint.at("key").text() + ":"
                                        + taint.at("effect").text())
                                .toList()
                        + deleting;
            default -> kind + " " + object.objectName() + " " + object.finalizers() + deleting;
        };
    }

    private String conditions(Command command) {
        var lines = new StringBuilder();
        kube.find(KINDS.get(command.word(0)), name(command, 1))
                .ifPresent(object -> object.at("status", "conditions")
                        .elements()
                        .forEach(condition -> lines.append(condition.at("type").text())
                                .append('=')
                                .append(condition.at("status").text())
                                .append(' ')
                                .append(condition.at("reason").text())
                                .append(": ")
                                .append(condition.at("message").text())
                                .append('\n')));
        return lines.isEmpty() ? "none\n" : lines.toString();
    }

    /// What was recorded since the last command; the random ends of names are left out.
    private String events() {
        var lines = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (KubeObject event : kube.list(Scope.all(Resources.EVENTS)).items()) {
            long count = event.at("count").longOr(1);
            seen.add(event.name());
            if (toldEvents.getOrDefault(event.name(), 0L) < count) {
                toldEvents.put(event.name(), count);
                lines.add(event.at("type").text() + " " + event.at("reason").text() + ": "
                        + event.at("message").text().replaceAll("-\\d{5}\\b", "-*"));
            }
        }
        toldEvents.keySet().retainAll(seen);
        var counted = new TreeMap<String, Integer>();
        lines.forEach(line -> counted.merge(line, 1, Integer::sum));
        var text = new StringBuilder();
        counted.forEach((line, count) -> text.append(line)
                .append(count > 1 ? " (" + count + " times)" : "")
                .append('\n'));
        return text.toString();
    }
}
