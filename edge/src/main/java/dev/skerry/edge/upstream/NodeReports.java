// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.upstream;

import dev.skerry.api.edge.NodeMessage;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TransientException;
import java.util.Optional;

/// Writes what one node reports.
final class NodeReports {
    /// Others write the same objects; each conflict means that one of them got on.
    private static final int CONFLICTS_MAX = 10;

    /// How people and schedulers tell an edge node. Set by the server, since node restriction lets no node
    /// choose its own role.
    private static final String EDGE_ROLE = "node-role.kubernetes.io/edge";

    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
    private static final GroupVersionResource EVENTS = new GroupVersionResource("", "v1", "events");

    private final String node;
    private final KubeClient client;
    private final KubeClient system;

    /// @param client acts as the node
    NodeReports(String node, KubeClient client, KubeClient system) {
        this.node = node;
        this.client = client;
        this.system = system;
    }

    /// Applies one message. Why the API will never take it; empty if it took it, or if it is about something
    /// that is gone.
    String apply(NodeMessage message) {
        try {
            switch (message) {
                case NodeMessage.NodeReport(KubeObject report) -> reportNode(report);
                case NodeMessage.StatusReport(var resource, ObjectName name, String uid, JsonObject status) ->
                    reportStatus(resource, name, uid, status);
                case NodeMessage.EventReport(KubeObject event) -> reportEvent(event);
                case NodeMessage.PodGone(ObjectName name, String uid) ->
                    client.delete(
                            NodeResources.PODS,
                            name,
                            new KubeClient.Deletion(uid, 0, KubeClient.Propagation.BACKGROUND));
            }
            return "";
        } catch (StatusException refused) {
            boolean isAboutSomethingGone =
                    refused.code() == 404 || (refused.code() == 409 && message instanceof NodeMessage.PodGone);
            return isAboutSomethingGone ? "" : refused.code() + " " + refused.getMessage();
        }
    }

    private void reportStatus(GroupVersionResource resource, ObjectName name, String uid, JsonObject status) {
        for (int attempt = 0; attempt < CONFLICTS_MAX; attempt++) {
            Optional<KubeObject> current = client.find(resource, name);
            boolean isTheSame =
                    current.isPresent() && (uid.isEmpty() || current.get().uid().equals(uid));
            if (!isTheSame) {
                // The object is gone, or its name belongs to another one that this status is not about.
                return;
            }
            JsonObject old = current.get().at("status").object();
            JsonObject merged = StatusMerge.merge(old, status);
            if (StatusMerge.saysTheSame(old, merged)) {
                return;
            }
            try {
                client.updateSubresource(resource, "status", current.get().with(merged, "status"));
                return;
            } catch (StatusException conflict) {
                passUnlessConflict(conflict);
            }
        }
        throw new TransientException("Conflict", "the status of " + name + " changed each time it was written");
    }

    /// An event that is there already is the same one, and nothing is to be done unless it has been counted on.
    /// Nodes may write events and not read them, so what is there is not compared.
    private void reportEvent(KubeObject event) {
        try {
            client.create(EVENTS, event.without("metadata", "resourceVersion"));
        } catch (StatusException taken) {
            passUnlessConflict(taken);
            if (event.at("count").longOr(1) > 1) {
                Json counted = JsonObject.of(
                        "count",
                        event.at("count"),
                        "lastTimestamp",
                        event.at("lastTimestamp"),
                        "message",
                        event.at("message"));
                client.patch(EVENTS, event.objectName(), "", KubeClient.PatchType.MERGE, counted);
            }
        }
    }

    private void reportNode(KubeObject report) {
        if (!report.name().equals(node)) {
            throw StatusException.forbidden(NodeResources.NODES, report.name(), "it is not the node that says so");
        }
        var name = ObjectName.cluster(node);
        JsonObject labels = withoutRoles(report.at("metadata", "labels").object());
        Optional<KubeObject> known = client.find(NodeResources.NODES, name);
        if (known.isEmpty()) {
            KubeObject fresh = report.with(labels, "metadata", "labels").without("metadata", "uid");
            try {
                known = Optional.of(client.create(NodeResources.NODES, fresh));
            } catch (StatusException taken) {
                passUnlessConflict(taken);
                known = client.find(NodeResources.NODES, name);
            }
        }
        if (known.isPresent()) {
            updateLabels(known.get(), labels);
            giveRole(known.get());
        }
        reportStatus(NodeResources.NODES, name, "", report.at("status").object());
    }

    private void updateLabels(KubeObject known, JsonObject labels) {
        var changed = JsonObject.builder();
        labels.forEach((label, value) -> {
            if (!value.equals(known.at("metadata", "labels", label))) {
                changed.put(label, value);
            }
        });
        JsonObject changes = changed.build();
        if (!changes.isEmpty()) {
            patchLabels(client, changes);
        }
    }

    private void giveRole(KubeObject known) {
        if (!known.labels().containsKey(EDGE_ROLE)) {
            patchLabels(system, JsonObject.of(EDGE_ROLE, ""));
        }
    }

    private void patchLabels(KubeClient as, JsonObject labels) {
        Json patch = JsonObject.of("metadata", JsonObject.of("labels", labels));
        as.patch(NodeResources.NODES, ObjectName.cluster(node), "", KubeClient.PatchType.MERGE, patch);
    }

    private static JsonObject withoutRoles(JsonObject labels) {
        JsonObject rest = labels;
        for (String label : labels.names()) {
            if (label.startsWith(ROLE_PREFIX)) {
                rest = rest.without(label);
            }
        }
        return rest;
    }

    private static void passUnlessConflict(StatusException refused) {
        if (refused.code() != 409) {
            throw refused;
        }
    }
}
