// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.ContainerRuntime;
import dev.skerry.runtime.ContainerRuntime.Limits;

/// Gives running containers another size.
final class ContainerResizer {
    private final ContainerRuntime runtime;
    private final long nodeMemoryBytes;

    ContainerResizer(Workbench workbench) {
        this.runtime = workbench.runtime();
        this.nodeMemoryBytes = workbench.config().memoryBytes();
    }

    /// @throws TransientException if it uses more memory now than it is to have: the kernel would kill it
    void resize(WantedPod pod, Step.Resize step, PodEvents events) throws InterruptedException {
        Limits wanted = Resources.limits(pod, step.container(), nodeMemoryBytes);
        requireRoom(step, wanted.memoryBytes());
        runtime.updateContainer(step.id(), wanted);
        String name = step.container().name();
        events.normal(pod, name, "ResizeCompleted", "Container " + name + " resized without a restart");
    }

    private void requireRoom(Step.Resize step, long memoryBytes) {
        long before = runtime.container(step.id())
                .map(container -> container.spec().limits().memoryBytes())
                .orElse(0L);
        boolean isLess = memoryBytes > 0 && (before == 0 || memoryBytes < before);
        long used = isLess
                ? runtime.usage(step.id())
                        .map(ContainerRuntime.Usage::memoryBytes)
                        .orElse(0L)
                : 0;
        if (used > memoryBytes) {
            throw new TransientException(
                    "ResizeRefused",
                    "attempting to set memory limit of container "
                            + step.container().name() + " (" + memoryBytes + ") below current usage (" + used + ")");
        }
    }
}
