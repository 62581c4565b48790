// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// The priority levels and flow schemas that every cluster begins with: Kubernetes' own.
public final class StandardFlows {
    private static final GroupVersion VERSION = new GroupVersion(FlowSchemas.GROUP, "v1");
    private static final JsonObject EVERYBODY = group("system:authenticated");
    private static final JsonObject ANONYMOUS = group("system:unauthenticated");
    private static final JsonObject MANAGER = user("system:kube-controller-manager");
    private static final JsonObject SCHEDULER = user("system:kube-scheduler");
    private static final JsonObject SYSTEM_ACCOUNTS = JsonObject.of(
            "kind", "ServiceAccount", "serviceAccount", JsonObject.of("namespace", "kube-system", "name", "*"));
    private static final List<JsonObject> ALL = List.of(resources("*", "*", "*", List.of("*"), true));
    private static final List<JsonObject> LEASES =
            List.of(resources("get,create,update", "coordination.k8s.io", "leases", List.of("kube-system"), false));

    private StandardFlows() {}

    public static List<KubeObject> levels() {
        return List.of(
                level("exempt", JsonObject.of("type", "Exempt", "exempt", exempt())),
                level("catch-all", limited(5, 0, JsonObject.of("type", "Reject"))),
                level("system", limited(30, 33, queues(64, 6))),
                level("node-high", limited(40, 25, queues(64, 6))),
                level("leader-election", limited(10, 0, queues(16, 4))),
                level("workload-high", limited(40, 50, queues(128, 6))),
                level("workload-low", limited(100, 90, queues(128, 6))),
                level("global-default", limited(20, 50, queues(128, 6))));
    }

    public static List<KubeObject> schemas() {
        var nodes = List.of(
                resources("*", "", "nodes,nodes/status", List.of("*"), true),
                resources("*", "coordination.k8s.io", "leases", List.of("*"), false));
        var endpoints = List.of(
                resources("get,create,update", "", "endpoints", List.of("*"), false),
                resources("get,create,update", "discovery.k8s.io", "endpointslices", List.of("*"), false));
        return List.of(
                schema("exempt", "exempt", 1, "", rule(List.of(group("system:masters")), ALL, true)),
                schema("probes", "exempt", 2, "", probes()),
                schema(
                        "system-leader-election",
                        "leader-election",
                        100,
                        "ByUser",
                        rule(List.of(MANAGER, SCHEDULER, SYSTEM_ACCOUNTS), LEASES, false)),
                schema("endpoint-controller", "workload-high", 150, "ByUser", rule(List.of(MANAGER), endpoints, false)),
                schema(
                        "workload-leader-election",
                        "leader-election",
                        200,
                        "ByUser",
                        rule(List.of(SYSTEM_ACCOUNTS), LEASES, false)),
                schema(
                        "system-node-high",
                        "node-high",
                        400,
                        "ByUser",
                        rule(List.of(group("system:nodes")), nodes, false)),
                schema("system-nodes", "system", 500, "ByUser", rule(List.of(group("system:nodes")), ALL, true)),
                schema(
                        "kube-controller-manager",
                        "workload-high",
                        800,
                        "ByNamespace",
                        rule(List.of(MANAGER), ALL, true)),
                schema("kube-scheduler", "workload-high", 800, "ByNamespace", rule(List.of(SCHEDULER), ALL, true)),
                schema(
                        "kube-system-service-accounts",
                        "workload-high",
                        900,
                        "ByNamespace",
                        rule(List.of(SYSTEM_ACCOUNTS), ALL, true)),
                schema(
                        "service-accounts",
                        "workload-low",
                        9000,
                        "ByUser",
                        rule(List.of(group("system:serviceaccounts")), ALL, true)),
                schema(
                        "global-default",
                        "global-default",
                        9900,
                        "ByUser",
                        rule(List.of(ANONYMOUS, EVERYBODY), ALL, true)),
                schema("catch-all", "catch-all", 10_000, "ByUser", rule(List.of(ANONYMOUS, EVERYBODY), ALL, true)));
    }

    private static KubeObject level(String name, JsonObject spec) {
        return KubeObject.of(VERSION.kind("PriorityLevelConfiguration"), ObjectName.cluster(name))
                .withAnnotation("apf.kubernetes.io/autoupdate-spec", "true")
                .with(spec, "spec");
    }

    private static JsonObject exempt() {
        return JsonObject.of("nominalConcurrencyShares", 0, "lendablePercent", 0);
    }

    private static JsonObject limited(int shares, int lendable, JsonObject response) {
        return JsonObject.of(
                "type",
                "Limited",
                "limited",
                JsonObject.of(
                        "nominalConcurrencyShares", shares, "lendablePercent", lendable, "limitResponse", response));
    }

    private static JsonObject queues(int queues, int handSize) {
        return JsonObject.of(
                "type",
                "Queue",
                "queuing",
                JsonObject.of("queues", queues, "handSize", handSize, "queueLengthLimit", 50));
    }

    private static KubeObject schema(String name, String level, int precedence, String distinguisher, JsonObject rule) {
        KubeObject schema = KubeObject.of(VERSION.kind("FlowSchema"), ObjectName.cluster(name))
                .withAnnotation("apf.kubernetes.io/autoupdate-spec", "true")
                .with(level, "spec", "priorityLevelConfiguration", "name")
                .with(Json.of(precedence), "spec", "matchingPrecedence")
                .with(JsonArray.of(rule), "spec", "rules");
        return distinguisher.isEmpty() ? schema : schema.with(distinguisher, "spec", "distinguisherMethod", "type");
    }

    private static JsonObject rule(List<JsonObject> subjects, List<JsonObject> resources, boolean hasPaths) {
        var rule = JsonObject.builder().put("subjects", subjects).put("resourceRules", resources);
        if (hasPaths) {
            rule.put(
                    "nonResourceRules", List.of(JsonObject.of("verbs", List.of("*"), "nonResourceURLs", List.of("*"))));
        }
        return rule.build();
    }

    private static JsonObject probes() {
        var paths = new ArrayList<String>(List.of("/healthz", "/readyz", "/livez"));
        return JsonObject.of(
                "subjects",
                List.of(ANONYMOUS, EVERYBODY),
                "nonResourceRules",
                List.of(JsonObject.of("verbs", List.of("get"), "nonResourceURLs", paths)));
    }

    private static JsonObject resources(
            String verbs, String group, String resources, List<String> namespaces, boolean isClusterScope) {
        return JsonObject.of(
                "verbs",
                List.of(verbs.split(",")),
                "apiGroups",
                List.of(group),
                "resources",
                List.of(resources.split(",")),
                "namespaces",
                namespaces,
                "clusterScope",
                isClusterScope);
    }

    private static JsonObject group(String name) {
        return JsonObject.of("kind", "Group", "group", JsonObject.of("name", name));
    }

    private static JsonObject user(String name) {
        return JsonObject.of("kind", "User", "user", JsonObject.of("name", name));
    }
}
