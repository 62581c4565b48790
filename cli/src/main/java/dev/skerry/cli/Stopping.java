// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

/// Ends the process in good order when it is asked to (SIGTERM, Ctrl-C).
final class Stopping {
    private Stopping() {}

    /// Runs the action, once, when the process is told to stop; the process is gone when it returns.
    static void onSignal(Runnable stop) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stopping").unstarted(stop));
    }
}
