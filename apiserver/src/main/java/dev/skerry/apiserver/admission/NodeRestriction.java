// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.authorization.NodeAuthorizer;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;

/// Keeps a node to itself: it writes its own Node (but not its taints, nor labels that decide what is
/// trusted to it), its own Lease, and the status of the pods that are bound to it. A node that somebody
/// has broken into can harm what runs on it, and nothing else.
public final class NodeRestriction implements AdmissionPlugin {
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
    private static final String LEASES = "kube-node-lease";

    private final ObjectSource objects;

    public NodeRestriction(ObjectSource objects) {
        this.objects = objects;
    }

    @Override
    public void validate(AdmissionRequest request) {
        var node = NodeAuthorizer.findNode(request.identity());
        if (node.isEmpty()) {
            return;
        }
        String group = request.resource().group();
        String resource = group.isEmpty()
                ? request.resource().resource()
                : request.resource().resource() + "." + group;
        switch (resource) {
            case "pods" -> validatePods(node.get(), request);
            case "nodes" -> NodeObjectRestriction.validate(node.get(), request);
            case "serviceaccounts" -> validateToken(node.get(), request);
            case "leases.coordination.k8s.io" -> validateLease(node.get(), request);
            case "csinodes.storage.k8s.io" -> validateStorageNode(node.get(), request);
            default -> {
                // What else a node may write is not bound to one node: the authorizer has decided.
            }
        }
    }

    private void validatePods(String node, AdmissionRequest request) {
        switch (request.subresource()) {
            case "" -> validatePod(node, request);
            case "status" -> validateStatus(node, request);
            case "eviction" -> validateEviction(node, request);
            default ->
                throw refused(
                        request,
                        "unexpected pod subresource \"" + request.subresource()
                                + "\", only 'status' and 'eviction' are allowed");
        }
    }

    private void validatePod(String node, AdmissionRequest request) {
        switch (request.operation()) {
            case CREATE -> MirrorPods.validate(node, request, objects);
            case DELETE -> {
                if (!isOn(node, request.old().orElseThrow())) {
                    throw refused(request, quoted(node) + " can only delete pods with spec.nodeName set to itself");
                }
            }
            case UPDATE, CONNECT ->
                throw refused(
                        request,
                        "unexpected operation \"" + request.operation() + "\", " + quoted(node)
                                + " can only create and delete mirror pods");
        }
    }

    private static void validateStatus(String node, AdmissionRequest request) {
        if (request.operation() != Operation.UPDATE) {
            throw refused(request, "unexpected operation \"" + request.operation() + "\"");
        }
        KubeObject old = request.old().orElseThrow();
        if (!isOn(node, old)) {
            throw refused(
                    request, quoted(node) + " can only update pod status for pods with spec.nodeName set to itself");
        }
        if (!old.labels().equals(request.object().orElseThrow().labels())) {
            throw refused(request, quoted(node) + " cannot update labels through pod status");
        }
    }

    private void validateEviction(String node, AdmissionRequest request) {
        var pod = objects.find("", "pods", new ObjectName(request.namespace(), request.name()))
                .orElseThrow(() -> StatusException.notFound(PODS, request.name()));
        if (!isOn(node, pod)) {
            throw refused(request, quoted(node) + " can only evict pods with spec.nodeName set to itself");
        }
    }

    /// A token goes to a node only for one of its own pods, and dies with that pod.
    private void validateToken(String node, AdmissionRequest request) {
        if (request.operation() != Operation.CREATE || !request.subresource().equals("token")) {
            return;
        }
        Json bound = request.object().orElseThrow().at("spec", "boundObjectRef");
        if (!bound.at("kind").text().equals("Pod") || bound.at("name").text().isEmpty()) {
            throw refused(request, "node requested token not bound to a pod");
        }
        if (bound.at("uid").text().isEmpty()) {
            throw refused(request, "node requested token with a pod binding without a uid");
        }
        String name = bound.at("name").text();
        var pod = objects.find("", "pods", new ObjectName(request.namespace(), name))
                .orElseThrow(() -> StatusException.notFound(PODS, name));
        if (!pod.uid().equals(bound.at("uid").text())) {
            throw refused(
                    request,
                    "the UID in the bound object reference (" + bound.at("uid").text()
                            + ") does not match the UID in record. The object might have been deleted and then "
                            + "recreated");
        }
        if (!isOn(node, pod)) {
            throw refused(request, "node requested token bound to a pod scheduled on a different node");
        }
    }

    private static void validateLease(String node, AdmissionRequest request) {
        if (!request.namespace().equals(LEASES)) {
            throw refused(request, "can only access leases in the \"" + LEASES + "\" system namespace");
        }
        if (!request.name().equals(node)) {
            throw refused(request, "can only access node lease with the same name as the requesting node");
        }
    }

    private static void validateStorageNode(String node, AdmissionRequest request) {
        if (!request.name().equals(node)) {
            throw refused(request, "can only access CSINode with the same name as the requesting node");
        }
    }

    private static boolean isOn(String node, KubeObject pod) {
        return pod.at("spec", "nodeName").text().equals(node);
    }

    static String quoted(String node) {
        return "node \"" + node + "\"";
    }

    static StatusException refused(AdmissionRequest request, String why) {
        return StatusException.forbidden(request.resource(), request.name(), why);
    }
}
