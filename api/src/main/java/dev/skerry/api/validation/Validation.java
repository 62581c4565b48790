// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Tells what is wrong with an object of a built-in kind. It wants the object with its defaults filled in
/// and in its typed form. The metadata of any other kind can be checked, too.
public final class Validation {
    private static final Map<String, Consumer<Place>> CHECKS = checks();
    private static final Map<String, BiConsumer<Place, Json>> UPDATE_CHECKS = updateChecks();

    /// Of what came through the path of a part of the object, which the end of the key names.
    private static final Map<String, BiConsumer<Place, Json>> PART_CHECKS = Map.of(
            "/Pod/ephemeralcontainers", EphemeralChecks::update,
            "/Pod/resize", ResizeChecks::update);

    private Validation() {}

    /// What is wrong with an object that is to be created.
    public static List<FieldError> create(GroupVersionKind kind, KubeObject object) {
        ResourceType.Scope scope =
                Schemas.builtIn().findResource(kind).map(ResourceType::scope).orElse(ResourceType.Scope.NAMESPACED);
        var errors = new ArrayList<>(createMetadata(kind, object, scope));
        Place place = Place.of(object.tree(), errors);
        content(kind, place);
        if (key(kind).equals("/Pod")) {
            EphemeralChecks.notOnCreate(place.at("spec"));
        }
        return distinct(errors);
    }

    /// What is wrong with the metadata of an object, of whatever kind, that is to be created.
    public static List<FieldError> createMetadata(GroupVersionKind kind, KubeObject object, ResourceType.Scope scope) {
        var errors = new ArrayList<FieldError>();
        MetadataChecks.created(Place.of(object.tree(), errors).at("metadata"), kind, scope);
        return errors;
    }

    /// What is wrong with an object that is to replace another.
    public static List<FieldError> update(GroupVersionKind kind, KubeObject object, KubeObject old) {
        return updated(kind, object, old, UPDATE_CHECKS.getOrDefault(key(kind), (_, _) -> {}));
    }

    /// What is wrong with an object of which a part is to be replaced that has a path of its own.
    ///
    /// @param part as the path ends: `resize`
    public static List<FieldError> updatePart(GroupVersionKind kind, String part, KubeObject object, KubeObject old) {
        var check = PART_CHECKS.get(key(kind) + "/" + part);
        return check == null ? update(kind, object, old) : updated(kind, object, old, check);
    }

    private static List<FieldError> updated(
            GroupVersionKind kind, KubeObject object, KubeObject old, BiConsumer<Place, Json> check) {
        var errors = new ArrayList<>(updateMetadata(object, old));
        Place place = Place.of(object.tree(), errors);
        content(kind, place);
        check.accept(place, old.tree());
        return distinct(errors);
    }

    /// What is wrong with an object of which only the status is to be replaced: its metadata alone can be.
    public static List<FieldError> updateStatus(KubeObject object, KubeObject old) {
        return updateMetadata(object, old);
    }

    /// What is wrong with the metadata of an object, of whatever kind, that is to replace another.
    public static List<FieldError> updateMetadata(KubeObject object, KubeObject old) {
        var errors = new ArrayList<FieldError>();
        MetadataChecks.updated(Place.of(object.tree(), errors).at("metadata"), object.kind(), old.at("metadata"));
        return errors;
    }

    private static void content(GroupVersionKind kind, Place place) {
        Schemas.builtIn().find(kind).ifPresent(schema -> SchemaChecks.object(schema, place));
        CHECKS.getOrDefault(key(kind), _ -> {}).accept(place);
    }

    /// Two rules may find the same fault; one of them is enough to read.
    private static List<FieldError> distinct(List<FieldError> errors) {
        record Fault(FieldError.Type type, String field) {}
        var seen = new HashSet<Fault>();
        return errors.stream()
                .filter(error ->
                        error.type() != FieldError.Type.REQUIRED || seen.add(new Fault(error.type(), error.field())))
                .distinct()
                .toList();
    }

    /// Rules do not differ between the versions of a group.
    private static String key(GroupVersionKind kind) {
        return kind.group() + "/" + kind.kind();
    }

    private static Map<String, Consumer<Place>> checks() {
        var checks = new HashMap<String, Consumer<Place>>();
        checks.put("/Pod", pod -> PodChecks.spec(pod.at("spec")));
        checks.put("/PodTemplate", object -> PodChecks.template(object.at("template")));
        checks.put("/ReplicationController", WorkloadChecks::replicationController);
        checks.put("apps/Deployment", WorkloadChecks::deployment);
        checks.put("apps/ReplicaSet", WorkloadChecks::replicaSet);
        checks.put("apps/DaemonSet", WorkloadChecks::daemonSet);
        checks.put("apps/StatefulSet", WorkloadChecks::statefulSet);
        checks.put("batch/Job", WorkloadChecks::job);
        checks.put("batch/CronJob", WorkloadChecks::cronJob);
        checks.put("/Service", ServiceChecks::service);
        checks.put("/Endpoints", ServiceChecks::endpoints);
        checks.put("discovery.k8s.io/EndpointSlice", ServiceChecks::endpointSlice);
        checks.put("/ConfigMap", ConfigChecks::configMap);
        checks.put("/Secret", ConfigChecks::secret);
        checks.put("/Namespace", ClusterChecks::namespace);
        checks.put("/Node", ClusterChecks::node);
        checks.put("/Event", ClusterChecks::event);
        checks.put("events.k8s.io/Event", ClusterChecks::newEvent);
        checks.put("/ResourceQuota", ClusterChecks::resourceQuota);
        checks.put("/LimitRange", ClusterChecks::limitRange);
        checks.put("/PersistentVolumeClaim", ClusterChecks::claim);
        checks.put("/PersistentVolume", ClusterChecks::volume);
        checks.put("coordination.k8s.io/Lease", ClusterChecks::lease);
        checks.put("scheduling.k8s.io/PriorityClass", ClusterChecks::priorityClass);
        checks.put("rbac.authorization.k8s.io/Role", AccessChecks::role);
        checks.put("rbac.authorization.k8s.io/ClusterRole", AccessChecks::clusterRole);
        checks.put("rbac.authorization.k8s.io/RoleBinding", AccessChecks::roleBinding);
        checks.put("rbac.authorization.k8s.io/ClusterRoleBinding", AccessChecks::clusterRoleBinding);
        checks.put("apiextensions.k8s.io/CustomResourceDefinition", DefinitionChecks::definition);
        checks.put("autoscaling/HorizontalPodAutoscaler", PolicyChecks::autoscaler);
        checks.put("policy/PodDisruptionBudget", PolicyChecks::disruptionBudget);
        checks.put("networking.k8s.io/Ingress", PolicyChecks::ingress);
        checks.put("networking.k8s.io/NetworkPolicy", PolicyChecks::networkPolicy);
        checks.put("admissionregistration.k8s.io/ValidatingWebhookConfiguration", PolicyChecks::webhooks);
        checks.put("admissionregistration.k8s.io/MutatingWebhookConfiguration", PolicyChecks::webhooks);
        checks.put("storage.k8s.io/CSIDriver", ExtensionChecks::csiDriver);
        checks.put("storage.k8s.io/VolumeAttachment", ExtensionChecks::volumeAttachment);
        checks.put("node.k8s.io/RuntimeClass", ExtensionChecks::runtimeClass);
        checks.put("apiregistration.k8s.io/APIService", ExtensionChecks::apiService);
        checks.put("flowcontrol.apiserver.k8s.io/FlowSchema", ExtensionChecks::flowSchema);
        checks.put("flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration", ExtensionChecks::priorityLevel);
        checks.put("networking.k8s.io/IPAddress", ExtensionChecks::ipAddress);
        return Map.copyOf(checks);
    }

    private static Map<String, BiConsumer<Place, Json>> updateChecks() {
        var checks = new HashMap<String, BiConsumer<Place, Json>>();
        checks.put("/Pod", (pod, old) -> PodChecks.update(pod.at("spec"), old.at("spec")));
        checks.put("apps/Deployment", WorkloadChecks::fixedSelector);
        checks.put("apps/ReplicaSet", WorkloadChecks::fixedSelector);
        checks.put("apps/DaemonSet", WorkloadChecks::fixedSelector);
        checks.put("apps/StatefulSet", WorkloadChecks::statefulSetUpdate);
        checks.put("batch/Job", WorkloadChecks::jobUpdate);
        checks.put("/Service", ServiceChecks::serviceUpdate);
        checks.put("discovery.k8s.io/EndpointSlice", ServiceChecks::endpointSliceUpdate);
        checks.put("/ConfigMap", ConfigChecks::configMapUpdate);
        checks.put("/Secret", ConfigChecks::secretUpdate);
        checks.put("/Node", ClusterChecks::nodeUpdate);
        checks.put("/PersistentVolumeClaim", ClusterChecks::claimUpdate);
        checks.put("scheduling.k8s.io/PriorityClass", ClusterChecks::priorityClassUpdate);
        checks.put("storage.k8s.io/StorageClass", ClusterChecks::storageClassUpdate);
        checks.put("rbac.authorization.k8s.io/RoleBinding", AccessChecks::bindingUpdate);
        checks.put("rbac.authorization.k8s.io/ClusterRoleBinding", AccessChecks::bindingUpdate);
        checks.put("apiextensions.k8s.io/CustomResourceDefinition", DefinitionChecks::definitionUpdate);
        checks.put("certificates.k8s.io/CertificateSigningRequest", PolicyChecks::signingRequestUpdate);
        return Map.copyOf(checks);
    }
}
