// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.object.KubeObject;
import java.util.Optional;

/// A ReplicaSet never has more pods than it was asked for when one is made, and never fewer when one is deleted.
/// What it was asked for is what its spec says, or said since the controller last reported to have seen it.
final class ReplicaCounts implements Truth.Rule {
    private static final String CONTROLLER = "replicaset-controller";

    private final Truth truth;
    private final Generations generations = new Generations();

    ReplicaCounts(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void check(Truth.Written write) {
        if (write.is(Resources.REPLICA_SETS)) {
            write.now().ifPresent(generations::note);
        } else if (write.is(Resources.PODS) && write.actor().equals(CONTROLLER)) {
            Optional<KubeObject> replicaSet =
                    write.newest().controller().flatMap(owner -> truth.byUid(Resources.REPLICA_SETS, owner.uid()));
            replicaSet.ifPresent(owner -> check(write, owner));
        }
    }

    private void check(Truth.Written write, KubeObject replicaSet) {
        long active = truth.all(Resources.PODS).stream()
                .filter(PodState::isActive)
                .filter(pod -> pod.controller().map(OwnerReference::uid).equals(Optional.of(replicaSet.uid())))
                .count();
        var wished = generations.since(replicaSet, spec -> spec.at("replicas").intOr(1));
        boolean isNew = write.was().isEmpty();
        boolean isDeletion = write.was().filter(PodState::isActive).isPresent()
                && write.now().filter(PodState::isActive).isEmpty();
        if (isNew && active > wished.getMax()) {
            throw new InvariantViolation(CONTROLLER + " makes pod " + write.name() + ": " + active + " of "
                    + wished.getMax() + " of " + replicaSet.objectName());
        }
        if (isDeletion && active < wished.getMin()) {
            throw new InvariantViolation(CONTROLLER + " deletes pod " + write.name() + ": " + active + " of "
                    + wished.getMin() + " of " + replicaSet.objectName());
        }
    }
}
