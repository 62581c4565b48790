// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.object.KubeObject;
import java.util.Set;

/// Who may delete what. No pod is ever sent away because its node is not heard of; a node takes away only what
/// somebody has deleted; the garbage collector takes nothing that has a living owner.
final class Deletions implements Truth.Rule {
    private static final Set<String> MAY_DELETE_PODS =
            Set.of("user", "replicaset-controller", "namespace-controller", "generic-garbage-collector");

    private final Truth truth;

    Deletions(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void check(Truth.Written write) {
        if (write.was().isEmpty() || write.was().get().isBeingDeleted()) {
            return;
        }
        KubeObject was = write.was().get();
        boolean isDeletion = write.now().isEmpty() || write.now().get().isBeingDeleted();
        if (!isDeletion) {
            return;
        }
        if (write.is(Resources.PODS) && !MAY_DELETE_PODS.contains(write.actor())) {
            throw new InvariantViolation(write.actor() + " deletes pod " + write.name() + " on "
                    + was.at("spec", "nodeName").text() + ", which nobody wished");
        }
        if (write.actor().equals("generic-garbage-collector")
                && was.owners().stream().anyMatch(this::lives)) {
            throw new InvariantViolation("the garbage collector deletes " + write.resource() + " " + write.name()
                    + " although an owner of it lives: " + was.owners());
        }
    }

    private boolean lives(OwnerReference owner) {
        return truth.findByUid(owner.uid()).filter(one -> !one.isBeingDeleted()).isPresent();
    }
}
