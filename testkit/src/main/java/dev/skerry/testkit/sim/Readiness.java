// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.object.KubeObject;

/// A pod that is ready stays so until its own node says otherwise: nobody else can know, least of all because the
/// node is not heard of. Where pods are left in peace, the node does not say so either, whatever its agent has
/// gone through.
///
/// @param isCalm whether pods are left in peace
record Readiness(boolean isCalm) implements Truth.Rule {
    @Override
    public void check(Truth.Written write) {
        if (!write.is(Resources.PODS) || write.was().isEmpty() || write.now().isEmpty()) {
            return;
        }
        KubeObject pod = write.now().get();
        boolean isLost = PodState.isReady(write.was().get())
                && !PodState.isReady(pod)
                && !pod.isBeingDeleted()
                && write.was().get().uid().equals(pod.uid());
        if (isLost && (isCalm || !write.actor().startsWith("node-"))) {
            throw new InvariantViolation(write.actor() + " says that pod " + write.name()
                    + " is not ready, which it was: " + pod.at("status"));
        }
    }
}
