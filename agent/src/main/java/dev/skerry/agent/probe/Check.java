// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

import java.time.Duration;

/// Carries an action out, once, within a time.
@FunctionalInterface
public interface Check {
    /// What came of it.
    ///
    /// @param output what a person would want to read if it failed
    record Answer(boolean isSuccess, String output) {}

    /// An action that cannot be carried out, or not in time, is answered with a no.
    ///
    /// @param container identifier, for commands
    Answer run(ProbeAction action, String container, Duration timeout) throws InterruptedException;
}
