// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import static dev.skerry.apiserver.admission.NodeRestriction.quoted;
import static dev.skerry.apiserver.admission.NodeRestriction.refused;

import dev.skerry.api.object.KubeObject;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a node may write into a Node: its own one, without its taints, and without labels by which pods
/// are sent to trusted places.
final class NodeObjectRestriction {
    /// Labels that describe the machine, and by which a node says that it is one at the edge: it keeps
    /// its own pods for longer then, which harms nobody else.
    private static final Set<String> OWN_LABELS = Set.of(
            "kubernetes.io/hostname",
            "kubernetes.io/arch",
            "kubernetes.io/os",
            "beta.kubernetes.io/arch",
            "beta.kubernetes.io/os",
            "beta.kubernetes.io/instance-type",
            "failure-domain.beta.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.kubernetes.io/region",
            "failure-domain.kubernetes.io/zone",
            "topology.kubernetes.io/region",
            "topology.kubernetes.io/zone",
            "node-role.kubernetes.io/edge");

    private static final Set<String> OWN_PREFIXES = Set.of("kubelet.kubernetes.io", "node.kubernetes.io");

    private NodeObjectRestriction() {}

    static void validate(String node, AdmissionRequest request) {
        String name = request.object().map(KubeObject::name).orElse(request.name());
        if (!name.equals(node)) {
            throw refused(request, quoted(node) + " is not allowed to modify node \"" + name + "\"");
        }
        switch (request.operation()) {
            case CREATE -> {
                var labels = request.object().orElseThrow().labels();
                demandOwnLabels(
                        request, Map.of(), labels, quoted(node) + " is not allowed to set the following labels: ");
            }
            case UPDATE -> validateUpdate(node, request);
            case DELETE, CONNECT ->
                throw refused(
                        request,
                        quoted(node) + " is not allowed to "
                                + request.operation().name().toLowerCase(Locale.ROOT) + " nodes");
        }
    }

    private static void validateUpdate(String node, AdmissionRequest request) {
        KubeObject old = request.old().orElseThrow();
        KubeObject fresh = request.object().orElseThrow();
        // A node that could lift its own taints could call pods that must not run there.
        if (!old.at("spec", "taints")
                .elements()
                .equals(fresh.at("spec", "taints").elements())) {
            throw refused(request, quoted(node) + " is not allowed to modify taints");
        }
        if (!old.owners().equals(fresh.owners())) {
            throw refused(request, quoted(node) + " is not allowed to modify ownerReferences");
        }
        demandOwnLabels(request, old.labels(), fresh.labels(), quoted(node) + " is not allowed to modify labels: ");
    }

    private static void demandOwnLabels(
            AdmissionRequest request, Map<String, String> old, Map<String, String> fresh, String refusal) {
        var foreign = new TreeSet<String>();
        Stream.concat(old.keySet().stream(), fresh.keySet().stream())
                .filter(label -> !Objects.equals(old.get(label), fresh.get(label)))
                .filter(label -> !isOwn(label))
                .forEach(foreign::add);
        if (!foreign.isEmpty()) {
            throw refused(request, refusal + String.join(", ", foreign));
        }
    }

    /// Labels outside Kubernetes' own prefixes are free; of those within, only the listed ones are.
    private static boolean isOwn(String label) {
        int slash = label.indexOf('/');
        if (slash < 0 || OWN_LABELS.contains(label)) {
            return true;
        }
        String prefix = label.substring(0, slash);
        if (isBelow(prefix, "node-restriction.kubernetes.io")) {
            return false;
        }
        if (OWN_PREFIXES.stream().anyMatch(own -> isBelow(prefix, own))) {
            return true;
        }
        return !isBelow(prefix, "kubernetes.io") && !isBelow(prefix, "k8s.io");
    }

    private static boolean isBelow(String prefix, String domain) {
        return prefix.equals(domain) || prefix.endsWith("." + domain);
    }
}
