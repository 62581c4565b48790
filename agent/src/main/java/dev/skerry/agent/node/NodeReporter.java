// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.node;

import dev.skerry.agent.cache.StoredObjects;
import dev.skerry.agent.status.Outbox;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.lifecycle.Jobs;
import dev.skerry.foundation.lifecycle.Jobs.Next;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.store.StoreFullException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Reports the node: at the start, after each connect, and when something about it has changed. Heartbeats
/// are not reported: the connection is the heartbeat.
///
/// The report registers the node where the server does not know it, so there is no registration that must
/// have happened before anything else: a node that was never registered runs its pods and says so when it can.
public final class NodeReporter {
    private static final Log LOG = Log.of("agent.node");

    /// How often the facts are looked at: addresses come and go.
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final NodeIdentity identity;
    private final NodeObject.Software software;
    private final Sources sources;
    private final Outbox outbox;
    private final Clock clock;
    private final Jobs.Job job;
    private final AtomicBoolean isAsked = new AtomicBoolean(true);
    private Optional<KubeObject> reported = Optional.empty();

    /// Where the facts come from.
    ///
    /// @param machine read anew for each look
    /// @param problem with the container runtime; empty text if it is ready
    /// @param cache whose rejections are shown
    public record Sources(Supplier<Machine> machine, Supplier<String> problem, StoredObjects cache) {}

    /// Versions to show.
    ///
    /// @param kubelet as `v1.36.0+skerry1`
    /// @param runtime as `crun://1.21`
    public record Versions(String kubelet, String runtime) {}

    /// @param jobs where the reporting goes on
    public NodeReporter(
            NodeIdentity identity, Versions versions, Sources sources, Outbox outbox, Clock clock, Jobs jobs) {
        this.identity = identity;
        this.software = new NodeObject.Software(versions.kubelet(), versions.runtime());
        this.sources = sources;
        this.outbox = outbox;
        this.clock = clock;
        this.job = jobs.job("node", this::look);
    }

    /// Begins to report.
    public void start() {
        job.start();
    }

    /// The server may have a stale picture: report, whatever was reported before. Takes note only.
    public void reportSoon() {
        isAsked.set(true);
        job.poke();
    }

    private Next look() {
        boolean isWished = isAsked.getAndSet(false);
        var health = new NodeObject.Health(
                sources.problem().get(),
                sources.cache().rejections().stream()
                        .map(one -> one.key() + ": " + one.reason())
                        .toList());
        KubeObject node = NodeObject.of(identity, sources.machine().get(), software, health, clock.now());
        boolean isNews = reported.isEmpty() || !timeless(node).equals(timeless(reported.get()));
        if (isWished || isNews) {
            report(node);
        }
        return Next.in(LOOK);
    }

    private void report(KubeObject node) {
        try {
            outbox.node(node);
            reported = Optional.of(node);
        } catch (StoreFullException | TransientException full) {
            // Tried again at the next look; the disk's being full shows elsewhere, too.
            isAsked.set(true);
            LOG.warn("the node's report cannot be written", "why", full.getMessage());
        }
    }

    /// Without the times, which change with every look.
    private static KubeObject timeless(KubeObject node) {
        var conditions = node.at("status", "conditions").elements().stream()
                .<Json>map(one -> one.object().without("lastHeartbeatTime").without("lastTransitionTime"))
                .toList();
        return node.with(new JsonArray(conditions), "status", "conditions");
    }
}
