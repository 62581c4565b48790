// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.agent.cache.ObjectCache;
import dev.skerry.agent.cache.StoredObjects;
import dev.skerry.agent.link.AgentConversation;
import dev.skerry.agent.node.Machine;
import dev.skerry.agent.node.NodeIdentity;
import dev.skerry.agent.node.NodeReporter;
import dev.skerry.agent.pod.GivenResources;
import dev.skerry.agent.pod.Pods;
import dev.skerry.agent.pod.PodsConfig;
import dev.skerry.agent.pod.Workbench;
import dev.skerry.agent.status.Outbox;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.store.Store;
import dev.skerry.tunnel.frame.Held;
import dev.skerry.tunnel.profile.LinkProfile;
import java.util.List;
import java.util.Map;

/// One life of an agent's process, wired as the real one is: everything in here is gone with a crash, except the
/// disks and the machine.
final class SimulatedAgent {
    private static final long MEMORY = 1L << 30;
    private static final int PROCESSORS = 2;

    private final String node;
    private final SimulatedMachine machine;
    private final Surroundings surroundings;
    private final SimulatedJobs jobs;
    private final StoredObjects cache;
    private final Outbox outbox;
    private final NodeReporter reporter;
    private final Pods pods;
    private long knownVersion;

    SimulatedAgent(String node, Disks disks, SimulatedMachine machine, Witness witness, Surroundings surroundings) {
        this.node = node;
        this.machine = machine;
        this.surroundings = surroundings;
        this.jobs = new SimulatedJobs(surroundings.clock(), surroundings.random(), machine.hazards());
        this.cache = new StoredObjects(disks.cache());
        this.outbox = new Outbox(outboxDisk(disks), surroundings.random(), new Metrics());
        this.reporter = new NodeReporter(
                new NodeIdentity(node, Map.of(), List.of()),
                new NodeReporter.Versions("v1.36.0+skerry1", machine.runtime().version()),
                new NodeReporter.Sources(this::facts, () -> "", cache),
                outbox,
                surroundings.clock(),
                jobs);
        this.pods = new Pods(new Workbench(
                config(),
                view(disks.life()),
                new GivenResources(disks.outbox(), config().cpuMillis(), config().memoryBytes()),
                witness.watching(outbox),
                machine.runtime(),
                machine.images(),
                machine.network(),
                machine,
                new SimulatedTokens(),
                jobs,
                surroundings.clock(),
                surroundings.random(),
                new Metrics()));
        reporter.start();
        pods.start();
    }

    /// Two databases, of which the cache's may be lost.
    ///
    /// @param life which of the agent's lives this is
    record Disks(Store cache, Store outbox, int life) {}

    private ObjectCache view(int life) {
        if (surroundings.has(PlantedBug.NODE_STOPS_UNKNOWN_PODS)) {
            return new Overconfident(cache);
        }
        boolean rereads = surroundings.has(PlantedBug.AGENT_READS_WISHES_ANEW) && life > 1;
        return rereads ? new Rereading(cache) : cache;
    }

    private Store outboxDisk(Disks disks) {
        return surroundings.has(PlantedBug.OUTBOX_REUSES_NUMBERS)
                ? new Forgetful(disks.outbox(), "/outbox/last/")
                : disks.outbox();
    }

    AgentConversation dial(LinkProfile profile) {
        return new AgentConversation(cache, outbox, "sim", profile, reporter::reportSoon);
    }

    StoredObjects cache() {
        return cache;
    }

    Outbox outbox() {
        return outbox;
    }

    /// Some job takes a turn.
    void work() throws InterruptedException {
        hearOfThings();
        boolean _ = jobs.step();
    }

    /// Every job that is due takes a turn.
    void workAll() throws InterruptedException {
        hearOfThings();
        jobs.round();
    }

    private void hearOfThings() {
        boolean isHeard =
                surroundings.weather().isFair() || surroundings.random().nextInt(4) == 0;
        if (!isHeard) {
            return;
        }
        if (cache.version() != knownVersion) {
            knownVersion = cache.version();
            pods.objectsChanged();
        }
        machine.runtime().takeExits().forEach(pods::ended);
    }

    /// Nothing that the node holds may go back to an earlier state.
    void check(Map<String, Long> newest) {
        for (Held held : cache.held()) {
            long before = newest.getOrDefault(held.uid(), 0L);
            if (held.version() < before) {
                throw new InvariantViolation(node + " went back from " + before + " to " + held);
            }
            newest.put(held.uid(), held.version());
        }
    }

    private PodsConfig config() {
        return new PodsConfig(
                node,
                surroundings.folder().resolve(node).resolve("pods"),
                surroundings.folder().resolve(node).resolve("logs"),
                "/skerry",
                machine.boot(),
                () -> List.of("192.0.2.1"),
                PROCESSORS * 1000L,
                MEMORY,
                "cluster.local",
                List.of(),
                Map.of());
    }

    private Machine facts() {
        return new Machine(
                node,
                PROCESSORS,
                MEMORY,
                MEMORY,
                List.of("192.0.2.1"),
                "amd64",
                "6.1",
                "simulated",
                "machine-" + node,
                machine.boot());
    }
}
