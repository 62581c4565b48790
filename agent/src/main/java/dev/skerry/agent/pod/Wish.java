// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.time.Duration;

/// What is to become of a pod.
sealed interface Wish {
    WantedPod pod();

    record Run(WantedPod pod) implements Wish {}

    /// @param isToldUpstream whether the server waits to hear that it is gone
    record Stop(WantedPod pod, Duration grace, boolean isToldUpstream) implements Wish {}

    static Wish of(WantedPod pod) {
        return pod.object().isBeingDeleted() ? new Stop(pod, pod.grace(), true) : new Run(pod);
    }
}
