// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.time.Duration;

/// One thing to do for a pod.
sealed interface Step {
    /// Make volumes, network and sandbox.
    record SetUp() implements Step {}

    /// Have the image, then make and start a container.
    ///
    /// @param failures how often in a row it has been started again soon after it started
    record Start(WantedContainer container, int attempt, int failures) implements Step {}

    /// End a container: its preStop hook, its signal, its grace, its kill.
    ///
    /// @param why for people
    record Stop(String container, String id, Duration grace, String why) implements Step {}

    /// Give a running container another size.
    record Resize(WantedContainer container, String id) implements Step {}

    /// Forget a container that has ended.
    record Remove(String container, String id) implements Step {}

    /// Remove everything, and tell the server that the pod is gone.
    record TearDown() implements Step {}
}
