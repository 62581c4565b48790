// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import static java.util.Map.entry;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.apiserver.resource.TableColumns;
import java.util.Map;
import java.util.function.Supplier;

/// The columns of the built-in kinds, by group and kind: versions of a kind look alike.
public final class BuiltInColumns {
    private static final Map<String, Supplier<TableColumns>> BY_KIND = Map.ofEntries(
            entry("/Pod", PodColumns::pod),
            entry("/PodTemplate", WorkloadColumns::podTemplate),
            entry("/ReplicationController", WorkloadColumns::replicas),
            entry("/Node", CoreColumns::node),
            entry("/Namespace", CoreColumns::namespace),
            entry("/ConfigMap", CoreColumns::configMap),
            entry("/Secret", CoreColumns::secret),
            entry("/ServiceAccount", ControlColumns::nameAndAge),
            entry("/ResourceQuota", CoreColumns::resourceQuota),
            entry("/Event", CoreColumns::event),
            entry("events.k8s.io/Event", CoreColumns::event),
            entry("/Service", NetworkColumns::service),
            entry("/Endpoints", NetworkColumns::endpoints),
            entry("/PersistentVolume", StorageColumns::persistentVolume),
            entry("/PersistentVolumeClaim", StorageColumns::persistentVolumeClaim),
            entry("apps/Deployment", WorkloadColumns::deployment),
            entry("apps/ReplicaSet", WorkloadColumns::replicas),
            entry("apps/StatefulSet", WorkloadColumns::statefulSet),
            entry("apps/DaemonSet", WorkloadColumns::daemonSet),
            entry("apps/ControllerRevision", WorkloadColumns::controllerRevision),
            entry("batch/Job", WorkloadColumns::job),
            entry("batch/CronJob", WorkloadColumns::cronJob),
            entry("autoscaling/HorizontalPodAutoscaler", WorkloadColumns::horizontalPodAutoscaler),
            entry("policy/PodDisruptionBudget", WorkloadColumns::podDisruptionBudget),
            entry("networking.k8s.io/Ingress", NetworkColumns::ingress),
            entry("networking.k8s.io/IPAddress", NetworkColumns::address),
            entry("networking.k8s.io/IngressClass", NetworkColumns::ingressClass),
            entry("networking.k8s.io/NetworkPolicy", NetworkColumns::networkPolicy),
            entry("discovery.k8s.io/EndpointSlice", NetworkColumns::endpointSlice),
            entry("storage.k8s.io/StorageClass", StorageColumns::storageClass),
            entry("storage.k8s.io/VolumeAttachment", StorageColumns::volumeAttachment),
            entry("storage.k8s.io/CSINode", StorageColumns::csiNode),
            entry("storage.k8s.io/CSIDriver", StorageColumns::csiDriver),
            entry("storage.k8s.io/VolumeAttributesClass", StorageColumns::volumeAttributesClass),
            entry("resource.k8s.io/DeviceClass", ControlColumns::nameAndAge),
            entry("resource.k8s.io/ResourceClaim", ControlColumns::resourceClaim),
            entry("resource.k8s.io/ResourceClaimTemplate", ControlColumns::nameAndAge),
            entry("networking.k8s.io/ServiceCIDR", NetworkColumns::serviceCidr),
            entry("rbac.authorization.k8s.io/RoleBinding", ControlColumns::roleBinding),
            entry("rbac.authorization.k8s.io/ClusterRoleBinding", ControlColumns::roleBinding),
            entry("certificates.k8s.io/CertificateSigningRequest", ControlColumns::certificateSigningRequest),
            entry("coordination.k8s.io/Lease", ControlColumns::lease),
            entry("node.k8s.io/RuntimeClass", ControlColumns::runtimeClass),
            entry("scheduling.k8s.io/PriorityClass", ControlColumns::priorityClass),
            entry("admissionregistration.k8s.io/ValidatingWebhookConfiguration", ControlColumns::webhookConfiguration),
            entry("admissionregistration.k8s.io/MutatingWebhookConfiguration", ControlColumns::webhookConfiguration),
            entry("admissionregistration.k8s.io/ValidatingAdmissionPolicy", ControlColumns::admissionPolicy),
            entry(
                    "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
                    ControlColumns::admissionPolicyBinding),
            entry("admissionregistration.k8s.io/MutatingAdmissionPolicy", ControlColumns::mutatingPolicy),
            entry(
                    "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding",
                    ControlColumns::admissionPolicyBinding),
            entry("flowcontrol.apiserver.k8s.io/FlowSchema", ControlColumns::flowSchema),
            entry("flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration", ControlColumns::priorityLevel),
            entry("apiregistration.k8s.io/APIService", ControlColumns::apiService));

    private BuiltInColumns() {}

    /// The columns of a kind; its name and when it was made where nobody has thought of better ones.
    public static TableColumns of(GroupVersionKind kind) {
        return BY_KIND.getOrDefault(kind.group() + "/" + kind.kind(), ControlColumns::nameAndCreation)
                .get();
    }
}
