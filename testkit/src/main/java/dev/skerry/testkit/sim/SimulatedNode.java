// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.edge.interest.NodeResources;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.tunnel.profile.LinkProfile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// A node over all the lives of its agent: what survives, and the life there is now, if any.
final class SimulatedNode {
    private final String name;
    private final Truth truth;
    private final RandomGenerator random;
    private final PlantedBug bug;
    private final SimulatedMachine machine = new SimulatedMachine();
    private final Set<String> told = new TreeSet<>();
    private final Map<String, Long> newest = new HashMap<>();
    private CrashingStore cacheDisk = new CrashingStore(new MemoryStore());
    private final CrashingStore outboxDisk = new CrashingStore(new MemoryStore());
    private Optional<SimulatedAgent> agent = Optional.empty();
    private Optional<SimulatedLink> link = Optional.empty();
    private int lives;
    private int connections;

    SimulatedNode(String name, Truth truth, RandomGenerator random, PlantedBug bug) {
        this.name = name;
        this.truth = truth;
        this.random = random;
        this.bug = bug;
    }

    int lives() {
        return lives;
    }

    int connections() {
        return connections;
    }

    int toldCount() {
        return told.size();
    }

    int startedCount() {
        return machine.startedCount();
    }

    boolean isUp() {
        return agent.isPresent();
    }

    void start() {
        lives++;
        agent = Optional.of(new SimulatedAgent(
                name,
                new SimulatedAgent.Disks(cacheDisk, outboxDisk),
                machine,
                truth,
                new SimulatedAgent.Circumstances(random, bug)));
    }

    void crash() throws InterruptedException {
        cacheDisk.arm(Integer.MAX_VALUE, false);
        outboxDisk.arm(Integer.MAX_VALUE, false);
        agent = Optional.empty();
        breakLink();
    }

    /// The cache's database is damaged and set aside; the outbox has one of its own.
    void loseCache() throws InterruptedException {
        cacheDisk = new CrashingStore(new MemoryStore());
        newest.clear();
        crash();
    }

    void armCrash() {
        CrashingStore disk = random.nextBoolean() ? cacheDisk : outboxDisk;
        disk.arm(1 + random.nextInt(5), random.nextBoolean());
    }

    Optional<SimulatedLink> link() {
        return link.filter(one -> !one.isBroken());
    }

    void connect(SimulatedServer server, LinkProfile profile, VirtualClock clock) {
        if (agent.isPresent() && link().isEmpty() && server.isReady()) {
            connections++;
            link = Optional.of(
                    new SimulatedLink(agent.get().dial(profile), server.accept(name, profile), profile, clock, random));
        }
    }

    void breakLink() throws InterruptedException {
        if (link().isPresent()) {
            link.get().breakOff();
        }
        link = Optional.empty();
    }

    /// The server is gone: what was on its way goes nowhere.
    void loseLink() {
        link = Optional.empty();
    }

    void runPods() {
        agent.ifPresent(SimulatedAgent::runPods);
    }

    void somethingHappens() {
        agent.ifPresent(one -> one.somethingHappens(random, told));
    }

    void check() {
        agent.ifPresent(one -> one.check(newest));
    }

    boolean isSettled() {
        return agent.isPresent()
                && link().isPresent()
                && link().get().isSettled()
                && !agent.get().outbox().hasAfter(Map.of());
    }

    /// What is not yet as it should be; empty text if all is.
    String difference() {
        if (agent.isEmpty() || link().isEmpty()) {
            return name + " is not connected";
        }
        var wanted = new TreeMap<String, String>();
        truth.pods(name).forEach(pod -> wanted.put(pod.uid(), pod.name()));
        var missing = new TreeSet<>(told);
        missing.removeAll(truth.events());
        if (!missing.isEmpty()) {
            return name + " has told of " + missing + ", which never arrived";
        }
        if (!agent.get().pods().equals(wanted)) {
            return name + " holds " + agent.get().pods() + " instead of " + wanted;
        }
        if (!machine.running().equals(wanted)) {
            return name + " runs " + machine.running() + " instead of " + wanted;
        }
        for (var map : agent.get().cache().list(NodeResources.CONFIG_MAPS)) {
            boolean isSame = truth.configMaps().stream()
                    .anyMatch(
                            one -> one.uid().equals(map.uid()) && one.at("data").equals(map.at("data")));
            if (!isSame) {
                return name + " holds an old " + map;
            }
        }
        return isSettled() ? "" : name + " still has something to say";
    }
}
