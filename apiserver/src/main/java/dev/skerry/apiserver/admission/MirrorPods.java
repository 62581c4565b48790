// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import static dev.skerry.apiserver.admission.NodeRestriction.quoted;
import static dev.skerry.apiserver.admission.NodeRestriction.refused;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import java.util.List;

/// The only pods that a node may make: pictures of what it runs from its own files. They refer to
/// nothing that the API would then have to hand to the node.
final class MirrorPods {
    private static final List<String> CONTAINERS = List.of("initContainers", "containers", "ephemeralContainers");

    private MirrorPods() {}

    static void validate(String node, AdmissionRequest request, ObjectSource objects) {
        KubeObject pod = request.object().orElseThrow();
        if (!PodCreation.isMirror(pod)) {
            throw refused(
                    request,
                    "pod does not have \"" + PodCreation.MIRROR + "\" annotation, " + quoted(node)
                            + " can only create mirror pods");
        }
        if (!pod.at("spec", "nodeName").text().equals(node)) {
            throw refused(request, quoted(node) + " can only create pods with spec.nodeName set to itself");
        }
        validateOwners(node, request, pod, objects);
        if (!pod.at("spec", "serviceAccountName").text().isEmpty()) {
            throw refused(request, quoted(node) + " can not create pods that reference a service account");
        }
        if (hasReferences(pod)) {
            throw refused(
                    request,
                    quoted(node)
                            + " can not create pods that reference secrets, configmaps, or persistentvolumeclaims");
        }
    }

    private static void validateOwners(String node, AdmissionRequest request, KubeObject pod, ObjectSource objects) {
        var owners = pod.owners();
        if (owners.size() > 1) {
            throw refused(request, quoted(node) + " can only create pods with a single owner reference set to itself");
        }
        if (owners.isEmpty()) {
            return;
        }
        var owner = owners.getFirst();
        String uid = objects.find("", "nodes", ObjectName.cluster(node))
                .map(KubeObject::uid)
                .orElse("");
        boolean isItself = owner.apiVersion().equals("v1")
                && owner.kind().equals("Node")
                && owner.name().equals(node)
                && owner.uid().equals(uid)
                && owner.isController()
                && !owner.blocksOwnerDeletion();
        if (!isItself) {
            throw refused(request, quoted(node) + " can only create pods with an owner reference set to itself");
        }
    }

    private static boolean hasReferences(KubeObject pod) {
        boolean isInContainers = CONTAINERS.stream()
                .flatMap(kind -> pod.at("spec", kind).elements().stream())
                .anyMatch(MirrorPods::refersFromContainer);
        boolean isInVolumes = pod.at("spec", "volumes").elements().stream()
                .anyMatch(volume -> volume.object().names().stream()
                        .anyMatch(
                                List.of("secret", "configMap", "projected", "persistentVolumeClaim", "ephemeral", "csi")
                                        ::contains));
        return isInContainers
                || isInVolumes
                || !pod.at("spec", "imagePullSecrets").elements().isEmpty();
    }

    private static boolean refersFromContainer(Json container) {
        return !container.at("envFrom").elements().isEmpty()
                || container.at("env").elements().stream()
                        .map(variable -> variable.at("valueFrom"))
                        .anyMatch(source -> !source.at("secretKeyRef").isNull()
                                || !source.at("configMapKeyRef").isNull());
    }
}
