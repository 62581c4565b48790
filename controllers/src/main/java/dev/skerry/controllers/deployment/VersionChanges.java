// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.deployment;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.controller.EventRecorder;
import dev.skerry.client.informer.Cache;
import dev.skerry.controllers.wiring.PodTemplate;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes, scales and deletes the ReplicaSets of Deployments.
final class VersionChanges {
    private static final GroupVersionKind REPLICA_SET = new GroupVersionKind("apps", "v1", "ReplicaSet");

    /// What a Deployment has for itself and does not hand down.
    private static final Set<String> OWN_ANNOTATIONS = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            Versions.REVISION,
            "deployment.kubernetes.io/revision-history",
            Rollout.DESIRED,
            Rollout.MOST,
            "deprecated.deployment.rollback.to");

    private final KubeClient client;
    private final Cache<KubeObject> replicaSets;
    private final EventRecorder events;

    VersionChanges(KubeClient client, Cache<KubeObject> replicaSets, EventRecorder events) {
        this.client = client;
        this.replicaSets = replicaSets;
        this.events = events;
    }

    /// The ReplicaSet of the present template, made if nobody has; empty if its name is taken by one of
    /// another template, which is told by a higher collision count in the Deployment's status.
    Optional<KubeObject> make(KubeObject deployment, int replicas, Goal goal, int revision) {
        int collisions = deployment.at("status", "collisionCount").intOr(0);
        String hash = TemplateHash.of(deployment.at("spec", "template"), collisions);
        KubeObject wanted = replicaSet(deployment, hash, replicas, goal, revision);
        try {
            KubeObject made = client.create(Resources.REPLICA_SETS, wanted);
            replicaSets.assume(made);
            if (replicas > 0) {
                String message = "Scaled up replica set " + made.name() + " from 0 to " + replicas;
                events.normal(deployment, "ScalingReplicaSet", message);
            }
            return Optional.of(made);
        } catch (StatusException refused) {
            if (!refused.reason().equals("AlreadyExists")) {
                events.warning(
                        deployment,
                        "ReplicaSetCreateError",
                        "Failed to create new replica set \"" + wanted.name() + "\": " + refused.getMessage());
                throw refused;
            }
            return existing(deployment, wanted);
        }
    }

    /// A namesake is ours if an earlier pass made it and the cache does not know yet.
    private Optional<KubeObject> existing(KubeObject deployment, KubeObject wanted) {
        return client.find(Resources.REPLICA_SETS, wanted.objectName())
                .filter(found -> found.controller()
                        .map(owner -> owner.uid().equals(deployment.uid()))
                        .orElse(false))
                .filter(found -> TemplateHash.isMadeFrom(found, deployment.at("spec", "template")));
    }

    private static KubeObject replicaSet(KubeObject deployment, String hash, int replicas, Goal goal, int revision) {
        var annotations = new LinkedHashMap<>(handedDown(deployment));
        annotations.putAll(sizes(goal));
        annotations.put(Versions.REVISION, Integer.toString(revision));
        var hashLabel = Json.of(hash);
        JsonObject template =
                deployment.at("spec", "template").object().withAt(hashLabel, "metadata", "labels", TemplateHash.LABEL);
        JsonObject selector =
                deployment.at("spec", "selector").object().withAt(hashLabel, "matchLabels", TemplateHash.LABEL);
        var spec = JsonObject.builder().put("replicas", replicas);
        long minReady = deployment.at("spec", "minReadySeconds").longOr(0);
        if (minReady > 0) {
            spec.put("minReadySeconds", minReady);
        }
        spec.put("selector", selector).put("template", template);
        return KubeObject.of(REPLICA_SET, new ObjectName(deployment.namespace(), deployment.name() + "-" + hash))
                .with(template.at("metadata", "labels"), "metadata", "labels")
                .with(Json.of(annotations), "metadata", "annotations")
                .with(spec.build(), "spec")
                .withOwners(List.of(PodTemplate.reference(deployment)));
    }

    /// Brings annotations, revision and minReadySeconds of the newest version up to date.
    KubeObject align(KubeObject deployment, KubeObject replicaSet, int leastRevision) {
        Map<String, String> known = replicaSet.annotations();
        var wanted = new LinkedHashMap<>(handedDown(deployment));
        int revision = Math.max(leastRevision, Version.of(replicaSet).annotated(Versions.REVISION, 0));
        wanted.put(Versions.REVISION, Integer.toString(revision));
        var spec = JsonObject.builder();
        long minReady = deployment.at("spec", "minReadySeconds").longOr(0);
        if (minReady != replicaSet.at("spec", "minReadySeconds").longOr(0)) {
            spec.put("minReadySeconds", minReady);
        }
        boolean isAligned =
                wanted.entrySet().stream().allMatch(wish -> wish.getValue().equals(known.get(wish.getKey())))
                        && spec.build().isEmpty();
        return isAligned ? replicaSet : patch(replicaSet, wanted, spec.build());
    }

    void scale(KubeObject deployment, Rollout.Scale move, Goal goal) {
        KubeObject replicaSet = move.version().replicaSet();
        boolean remembers = sizes(goal).entrySet().stream()
                .allMatch(
                        size -> size.getValue().equals(replicaSet.annotations().get(size.getKey())));
        int before = move.version().wanted();
        if (remembers && before == move.replicas()) {
            return;
        }
        patch(replicaSet, sizes(goal), JsonObject.of("replicas", move.replicas()));
        if (before != move.replicas()) {
            String direction = before < move.replicas() ? "up" : "down";
            events.normal(
                    deployment,
                    "ScalingReplicaSet",
                    "Scaled " + direction + " replica set " + replicaSet.name() + " from " + before + " to "
                            + move.replicas());
        }
    }

    /// Deletes the versions beyond the history limit, the oldest revisions first; never one that has or
    /// wants pods.
    void forgetHistory(KubeObject deployment, List<Version> old) {
        int limit = deployment.at("spec", "revisionHistoryLimit").intOr(10);
        List<Version> idle = old.stream()
                .filter(version -> version.wanted() == 0 && version.present() == 0)
                .filter(version -> !version.replicaSet().isBeingDeleted())
                .filter(version ->
                        version.replicaSet().at("status", "observedGeneration").longOr(0)
                                >= version.replicaSet().generation())
                .sorted(java.util.Comparator.comparingInt(version -> version.annotated(Versions.REVISION, 0)))
                .toList();
        for (Version version : idle.subList(0, Math.max(0, idle.size() - limit))) {
            client.delete(
                    Resources.REPLICA_SETS,
                    version.replicaSet().objectName(),
                    Deletion.background(version.replicaSet().uid()));
        }
    }

    private KubeObject patch(KubeObject replicaSet, Map<String, String> annotations, JsonObject spec) {
        var metadata = JsonObject.of("uid", replicaSet.uid(), "annotations", Json.of(annotations));
        var patch = JsonObject.builder().put("metadata", metadata);
        if (!spec.isEmpty()) {
            patch.put("spec", spec);
        }
        KubeObject patched =
                client.patch(Resources.REPLICA_SETS, replicaSet.objectName(), "", PatchType.MERGE, patch.build());
        replicaSets.assume(patched);
        return patched;
    }

    private static Map<String, String> handedDown(KubeObject deployment) {
        var annotations = new LinkedHashMap<>(deployment.annotations());
        annotations.keySet().removeAll(OWN_ANNOTATIONS);
        return annotations;
    }

    private static Map<String, String> sizes(Goal goal) {
        var sizes = new LinkedHashMap<String, String>();
        sizes.put(Rollout.DESIRED, Integer.toString(goal.replicas()));
        sizes.put(Rollout.MOST, Integer.toString(goal.most()));
        return sizes;
    }
}
