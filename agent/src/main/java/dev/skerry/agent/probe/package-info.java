// SPDX-License-Identifier: Apache-2.0
/// Asks containers how they are. Start with [ContainerProbes]; what a row of answers means is decided in
/// [ProbeState].
@NullMarked
package dev.skerry.agent.probe;

import org.jspecify.annotations.NullMarked;
