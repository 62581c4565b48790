// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.metricsapi;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.FieldSelector;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.api.selector.SelectableFields;
import dev.skerry.apiserver.chain.ApiRequest;
import dev.skerry.apiserver.chain.Failures;
import dev.skerry.apiserver.chain.RequestInfo;
import dev.skerry.apiserver.discovery.RemoteVersions;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.Answers;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.apiserver.subresource.NodeConnector;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Answers `metrics.k8s.io/v1beta1`: how much processor and memory nodes and pods use now. Nodes that are away, and
/// pods on them, are not in lists. There is nothing to watch.
public final class MetricsApi {
    private static final Set<String> READING = Set.of("get", "list");

    private final ObjectSource objects;
    private final NodeQuestions questions;

    public MetricsApi(ObjectSource objects, NodeConnector nodes) {
        this(objects, new NodeQuestions(nodes, NodeQuestions.PATIENCE));
    }

    MetricsApi(ObjectSource objects, NodeQuestions questions) {
        this.objects = objects;
        this.questions = questions;
    }

    /// The versions of other servers, and this one unless one of them has it.
    public static RemoteVersions beside(RemoteVersions others) {
        return new MetricsVersion(others);
    }

    /// Empty for what is no part of this.
    public Optional<Response> answer(ApiRequest request) throws InterruptedException {
        Request http = request.http();
        String path = http.path();
        if (!path.equals(MetricsVersion.ROOT) && !path.startsWith(MetricsVersion.ROOT + "/")) {
            return Optional.empty();
        }
        if (!request.info().isResource()) {
            if (!http.method().equals("GET") && !http.method().equals("HEAD")) {
                throw Failures.methodNotAllowed();
            }
            return Optional.of(Answers.json(http, 200, MetricsVersion.resourceList()));
        }
        return Optional.of(Answers.json(http, 200, document(http, request.info())));
    }

    private JsonObject document(Request http, RequestInfo info) throws InterruptedException {
        boolean isOfPods = info.resource().equals("pods");
        boolean isOfNodes = info.resource().equals("nodes") && info.namespace().isEmpty();
        if (!info.subresource().isEmpty() || (!isOfPods && !isOfNodes)) {
            throw Failures.unknownResource();
        }
        if (!READING.contains(info.verb())) {
            throw Failures.methodNotAllowed();
        }
        if (info.verb().equals("get")) {
            return one(info);
        }
        String labels = http.parameter("labelSelector");
        LabelSelector byLabels = labels.isEmpty() ? LabelSelector.EVERYTHING : LabelSelector.parse(labels);
        FieldSelector byFields = FieldSelector.parse(http.parameter("fieldSelector"), SelectableFields.METADATA);
        List<KubeObject> chosen = objects.list("", info.resource(), info.namespace()).stream()
                .filter(byLabels::matches)
                .filter(byFields::matches)
                .toList();
        Map<String, NodeRates> answers = questions.ask(nodesOf(chosen, isOfPods));
        var items = new ArrayList<Json>();
        chosen.forEach(object -> metrics(object, isOfPods, answers).ifPresent(items::add));
        return JsonObject.of(
                "kind",
                isOfPods ? "PodMetricsList" : "NodeMetricsList",
                "apiVersion",
                MetricsVersion.VERSION.toString(),
                "metadata",
                JsonObject.EMPTY,
                "items",
                new JsonArray(items));
    }

    private JsonObject one(RequestInfo info) throws InterruptedException {
        boolean isOfPods = info.resource().equals("pods");
        var name = new ObjectName(info.namespace(), info.name());
        String shown = isOfPods ? info.namespace() + "/" + info.name() : info.name();
        KubeObject object = objects.find("", info.resource(), name)
                .orElseThrow(() -> StatusException.notFound(info.groupVersionResource(), shown));
        Set<String> nodes = nodesOf(List.of(object), isOfPods);
        Map<String, NodeRates> answers = questions.ask(nodes);
        if (!answers.keySet().containsAll(nodes)) {
            throw new StatusException(
                    503,
                    "ServiceUnavailable",
                    "node " + nodes.iterator().next()
                            + " did not say what it uses: it is not connected, or did not answer within "
                            + questions.patience().toSeconds() + " s",
                    JsonObject.EMPTY);
        }
        return metrics(object, isOfPods, answers)
                .orElseThrow(() -> StatusException.notFound(info.groupVersionResource(), shown));
    }

    private static Set<String> nodesOf(List<KubeObject> chosen, boolean arePods) {
        var nodes = new TreeSet<String>();
        chosen.forEach(object -> nodes.add(node(object, arePods)));
        nodes.remove("");
        return nodes;
    }

    private static String node(KubeObject object, boolean isPod) {
        return isPod ? object.at("spec", "nodeName").text() : object.name();
    }

    private static Optional<JsonObject> metrics(KubeObject object, boolean isPod, Map<String, NodeRates> answers) {
        return Optional.ofNullable(answers.get(node(object, isPod)))
                .flatMap(node -> isPod ? node.podMetrics(object) : Optional.of(node.nodeMetrics(object)));
    }
}
