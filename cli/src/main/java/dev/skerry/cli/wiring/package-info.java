// SPDX-License-Identifier: Apache-2.0
/// Which parts make which role: plain constructors, read from the top down. Start with [ServerWiring] and
/// [AgentWiring].
@NullMarked
package dev.skerry.cli.wiring;

import org.jspecify.annotations.NullMarked;
