// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashSet;
import java.util.Set;

/// Lets the containers of one sandbox be made one after the other. The first one makes what all share, and two
/// that are first at the same time would make it twice. Containers of different sandboxes do not wait.
final class SandboxTurns {
    @GuardedBy("this")
    private final Set<String> taken = new HashSet<>();

    /// Held while one container is made; closing it lets the next one begin.
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /// Waits until nobody else has the turn.
    synchronized Turn take(String sandbox) throws InterruptedException {
        while (!taken.add(sandbox)) {
            wait();
        }
        return () -> end(sandbox);
    }

    private synchronized void end(String sandbox) {
        taken.remove(sandbox);
        notifyAll();
    }
}
