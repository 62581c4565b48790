// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.health;

import java.util.Optional;
import java.util.function.Supplier;

/// One thing that must be right.
///
/// @param name as the verbose answer shows it
/// @param problem what is wrong now; empty if nothing is
public record HealthCheck(String name, Supplier<Optional<String>> problem) {}
