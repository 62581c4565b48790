// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What pods refer to, and so what the node that they are bound to may read.
///
/// Looks at the pods of the one namespace in question at each call. Objects reach the edge over its
/// link, not by reads, so this is asked about once per pod and hour, for its token.
final class PodReferences {
    /// The annotation of a pod that a node made up itself from a file: it must not vouch for anything,
    /// or a node could read any Secret by naming it in one.
    static final String MIRROR = "kubernetes.io/config.mirror";

    /// Keys below a volume whose value names a Secret of the pod's namespace.
    private static final List<String> SECRET_REFERENCES =
            List.of("secretRef", "nodePublishSecretRef", "nodeStageSecretRef");

    private final ObjectSource objects;

    /// A thing of the pod's own namespace.
    private record Reference(String resource, String name) {}

    PodReferences(ObjectSource objects) {
        this.objects = objects;
    }

    boolean isPodOn(String node, ObjectName name) {
        return objects.find("", "pods", name).filter(pod -> isOn(node, pod)).isPresent();
    }

    boolean isReferredOn(String node, String resource, ObjectName name) {
        var wanted = new Reference(resource, name.name());
        return objects.list("", "pods", name.namespace()).stream()
                .filter(pod -> isOn(node, pod) && !pod.annotations().containsKey(MIRROR))
                .anyMatch(pod -> referencesOf(pod).contains(wanted));
    }

    /// Whether a pod on the node uses the claim that the volume is bound to.
    boolean isVolumeOn(String node, String volume) {
        return objects.find("", "persistentvolumes", ObjectName.cluster(volume))
                .map(found -> found.at("spec", "claimRef"))
                .filter(claim -> !claim.isNull())
                .map(claim -> new ObjectName(
                        claim.at("namespace").text(), claim.at("name").text()))
                .filter(claim -> isReferredOn(node, "persistentvolumeclaims", claim))
                .isPresent();
    }

    private static boolean isOn(String node, KubeObject pod) {
        return pod.at("spec", "nodeName").text().equals(node);
    }

    private static Set<Reference> referencesOf(KubeObject pod) {
        var found = new HashSet<Reference>();
        Json spec = pod.at("spec");
        add(found, "serviceaccounts", spec.at("serviceAccountName"));
        for (Json secret : spec.at("imagePullSecrets").elements()) {
            add(found, "secrets", secret.at("name"));
        }
        for (String containers : List.of("initContainers", "containers", "ephemeralContainers")) {
            spec.at(containers).elements().forEach(container -> addOfContainer(found, container));
        }
        spec.at("volumes").elements().forEach(volume -> addOfVolume(found, pod, volume));
        return found;
    }

    private static void addOfContainer(Set<Reference> found, Json container) {
        for (Json source : container.at("envFrom").elements()) {
            add(found, "configmaps", source.at("configMapRef", "name"));
            add(found, "secrets", source.at("secretRef", "name"));
        }
        for (Json variable : container.at("env").elements()) {
            add(found, "configmaps", variable.at("valueFrom", "configMapKeyRef", "name"));
            add(found, "secrets", variable.at("valueFrom", "secretKeyRef", "name"));
        }
    }

    private static void addOfVolume(Set<Reference> found, KubeObject pod, Json volume) {
        add(found, "configmaps", volume.at("configMap", "name"));
        add(found, "secrets", volume.at("secret", "secretName"));
        add(found, "persistentvolumeclaims", volume.at("persistentVolumeClaim", "claimName"));
        for (Json source : volume.at("projected", "sources").elements()) {
            add(found, "configmaps", source.at("configMap", "name"));
            add(found, "secrets", source.at("secret", "name"));
        }
        if (!volume.at("ephemeral").isNull()) {
            // The claim of an ephemeral volume is named after its pod and itself.
            found.add(new Reference(
                    "persistentvolumeclaims",
                    pod.name() + "-" + volume.at("name").text()));
        }
        // The storage drivers each have a block of their own with the same fields in it.
        volume.object().forEach((_, driver) -> {
            add(found, "secrets", driver.at("secretName"));
            SECRET_REFERENCES.forEach(field -> add(found, "secrets", driver.at(field, "name")));
        });
    }

    private static void add(Set<Reference> found, String resource, Json name) {
        if (!name.text().isEmpty()) {
            found.add(new Reference(resource, name.text()));
        }
    }
}
