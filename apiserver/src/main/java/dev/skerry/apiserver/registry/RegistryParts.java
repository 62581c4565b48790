// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.apiserver.chain.Authorization;
import dev.skerry.apiserver.resource.ResourceCatalog;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;

/// What every operation of the registry works with.
///
/// @param random for uids and generated names
/// @param watchLeast how long a watch goes on at least whose client does not say
public record RegistryParts(
        ObjectStorage storage,
        ResourceCatalog catalog,
        Admission admission,
        Authorization authorization,
        Clock clock,
        RandomGenerator random,
        Duration watchLeast) {
    /// The time as objects carry it: whole seconds.
    String timestamp() {
        return now().toString();
    }

    Instant now() {
        return clock.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
