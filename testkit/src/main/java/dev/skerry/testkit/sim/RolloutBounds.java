// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Optional;

/// A rolling update asks for no more pods than `maxSurge` allows, and takes away no more that serve than
/// `maxUnavailable` allows.
final class RolloutBounds implements Truth.Rule {
    private static final String CONTROLLER = "deployment-controller";
    private static final String DESIRED = "deployment.kubernetes.io/desired-replicas";

    private final Truth truth;
    private final boolean isCalm;
    private final Generations generations = new Generations();

    /// @param isCalm whether pods that are ready stay so; else the controller, which is always a moment behind,
    ///     may take away a pod too many without being wrong
    RolloutBounds(Truth truth, boolean isCalm) {
        this.truth = truth;
        this.isCalm = isCalm;
    }

    @Override
    public void check(Truth.Written write) {
        if (write.is(Resources.DEPLOYMENTS)) {
            write.now().ifPresent(generations::note);
        } else if (write.is(Resources.REPLICA_SETS)
                && write.actor().equals(CONTROLLER)
                && write.now().isPresent()) {
            write.newest()
                    .controller()
                    .flatMap(owner -> truth.byUid(Resources.DEPLOYMENTS, owner.uid()))
                    .filter(deployment -> !deployment.isBeingDeleted() && isLiving(deployment))
                    .ifPresent(deployment -> check(write, deployment));
        }
    }

    private boolean isLiving(KubeObject deployment) {
        return truth.find(Resources.NAMESPACES, ObjectName.cluster(deployment.namespace()))
                .filter(namespace -> !namespace.isBeingDeleted())
                .isPresent();
    }

    private void check(Truth.Written write, KubeObject deployment) {
        int before = write.was().map(RolloutBounds::size).orElse(0);
        int after = size(write.newest());
        List<KubeObject> versions = truth.all(Resources.REPLICA_SETS).stream()
                .filter(replicaSet -> isOf(replicaSet, deployment))
                .toList();
        if (after > before) {
            checkSurge(write, deployment, versions);
        } else if (after < before && isCalm && !isResized(write)) {
            checkServing(write, deployment, versions, before);
        }
    }

    private void checkSurge(Truth.Written write, KubeObject deployment, List<KubeObject> versions) {
        int most = generations
                .since(deployment, spec -> spec.at("replicas").intOr(1) + rolling(spec, "maxSurge"))
                .getMax();
        int asked = versions.stream().mapToInt(RolloutBounds::size).sum();
        if (asked > most) {
            throw new InvariantViolation("the rollout of " + deployment.objectName() + " asks for " + asked
                    + " pods where " + most + " are allowed, by raising " + write.name());
        }
    }

    private void checkServing(Truth.Written write, KubeObject deployment, List<KubeObject> versions, int before) {
        int least = generations
                .since(deployment, spec -> spec.at("replicas").intOr(1) - rolling(spec, "maxUnavailable"))
                .getMin();
        int serving = 0;
        int servedBefore = 0;
        for (KubeObject version : versions) {
            int available = available(version);
            boolean isLowered = version.uid().equals(write.newest().uid());
            serving += Math.min(size(version), available);
            servedBefore += Math.min(isLowered ? before : size(version), available);
        }
        if (serving < least && serving < servedBefore && !isRecreate(deployment)) {
            throw new InvariantViolation("the rollout of " + deployment.objectName() + " leaves " + serving
                    + " pods that serve where " + least + " are promised, by lowering " + write.name() + "; now "
                    + versions.stream().map(RolloutBounds::shown).toList());
        }
    }

    /// Somebody wanted fewer pods: those are taken from all versions in proportion, as in Kubernetes, whether
    /// they serve or not.
    private static boolean isResized(Truth.Written write) {
        String before = write.was().map(RolloutBounds::desired).orElse("");
        return !before.equals(desired(write.newest()));
    }

    private static String desired(KubeObject replicaSet) {
        return replicaSet.annotations().getOrDefault(DESIRED, "");
    }

    /// As the status says, which is all that the rollout can go by: of a pod that has just become ready, or has just
    /// been taken away, and is not yet counted, nobody can know.
    private static int available(KubeObject replicaSet) {
        return replicaSet.at("status", "availableReplicas").intOr(0);
    }

    private static String shown(KubeObject version) {
        return version.name() + ": " + size(version) + " wanted, " + available(version) + " serve";
    }

    private static int rolling(Json spec, String field) {
        return spec.at("strategy", "rollingUpdate", field).intOr(0);
    }

    private static boolean isRecreate(KubeObject deployment) {
        return deployment.at("spec", "strategy", "type").text().equals("Recreate");
    }

    private static int size(KubeObject replicaSet) {
        return replicaSet.at("spec", "replicas").intOr(1);
    }

    private static boolean isOf(KubeObject object, KubeObject owner) {
        return object.controller().map(OwnerReference::uid).equals(Optional.of(owner.uid()));
    }
}
