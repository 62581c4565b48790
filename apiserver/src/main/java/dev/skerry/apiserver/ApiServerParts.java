// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.address.AddressRange;
import dev.skerry.apiserver.aggregation.FrontProxy;
import dev.skerry.apiserver.audit.Auditor;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.apiserver.subresource.NodeConnector;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What an [ApiServer] is made of.
///
/// @param storage also what access looks at
/// @param access who may do what
/// @param nodes reaches agents, for logs and exec
/// @param auditor keeps who did what
/// @param frontProxy who this server is to servers behind it; without it they cannot know that it asks
/// @param watchLeast how long a watch goes on at least whose client does not say; at most twice as long
/// @param serviceRange where Services get their addresses
/// @param random for uids and generated names; used by many threads
public record ApiServerParts(
        ObjectStorage storage,
        StandardAccess access,
        NodeConnector nodes,
        Clock clock,
        RandomGenerator random,
        Metrics metrics,
        Auditor auditor,
        Optional<FrontProxy> frontProxy,
        Duration watchLeast,
        AddressRange serviceRange) {
    /// As in Kubernetes: half an hour.
    public static final Duration WATCH_LEAST = Duration.ofMinutes(30);

    /// Without an audit log.
    public ApiServerParts(
            ObjectStorage storage,
            StandardAccess access,
            NodeConnector nodes,
            Clock clock,
            RandomGenerator random,
            Metrics metrics) {
        this(
                storage,
                access,
                nodes,
                clock,
                random,
                metrics,
                Auditor.off(clock),
                Optional.empty(),
                WATCH_LEAST,
                AddressRange.SERVICES);
    }

    public ApiServerParts withAuditor(Auditor other) {
        return new ApiServerParts(
                storage, access, nodes, clock, random, metrics, other, frontProxy, watchLeast, serviceRange);
    }

    public ApiServerParts withFrontProxy(FrontProxy other) {
        return new ApiServerParts(
                storage, access, nodes, clock, random, metrics, auditor, Optional.of(other), watchLeast, serviceRange);
    }

    public ApiServerParts withWatchLeast(Duration other) {
        return new ApiServerParts(
                storage, access, nodes, clock, random, metrics, auditor, frontProxy, other, serviceRange);
    }

    public ApiServerParts withServiceRange(AddressRange other) {
        return new ApiServerParts(
                storage, access, nodes, clock, random, metrics, auditor, frontProxy, watchLeast, other);
    }
}
