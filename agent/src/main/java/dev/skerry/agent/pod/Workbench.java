// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.cache.ObjectCache;
import dev.skerry.agent.probe.Check;
import dev.skerry.agent.status.Upstream;
import dev.skerry.agent.volume.TokenSource;
import dev.skerry.foundation.lifecycle.Jobs;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import dev.skerry.network.cni.PodNetwork;
import dev.skerry.runtime.ContainerRuntime;
import dev.skerry.runtime.ImageStore;
import java.util.random.RandomGenerator;

/// Everything that running pods takes.
///
/// @param given what the containers of this node's pods may use
/// @param check carries out probes and hooks
/// @param jobs where pods, their steps and their probes go on
public record Workbench(
        PodsConfig config,
        ObjectCache cache,
        GivenResources given,
        Upstream upstream,
        ContainerRuntime runtime,
        ImageStore images,
        PodNetwork network,
        Check check,
        TokenSource tokens,
        Jobs jobs,
        Clock clock,
        RandomGenerator random,
        Metrics metrics) {}
