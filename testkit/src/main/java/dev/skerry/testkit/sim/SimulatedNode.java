// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.store.memory.MemoryStore;
import dev.skerry.tunnel.profile.LinkProfile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A node over all the lives of its agent: what survives, and the life there is now, if any.
final class SimulatedNode {
    private final String name;
    private final Surroundings surroundings;
    private final SimulatedMachine machine;
    private final Witness witness;
    private final Map<String, Long> newest = new HashMap<>();
    private CrashingStore cacheDisk = new CrashingStore(new MemoryStore());
    private final CrashingStore outboxDisk = new CrashingStore(new MemoryStore());
    private Optional<SimulatedAgent> agent = Optional.empty();
    private Optional<SimulatedLink> link = Optional.empty();
    private int lives;
    private int connections;

    SimulatedNode(int number, Truth truth, StatusOrder order, Surroundings surroundings) {
        this.name = "node-" + number;
        this.surroundings = surroundings;
        this.machine = new SimulatedMachine(number, truth, surroundings);
        this.witness = new Witness(order);
    }

    String name() {
        return name;
    }

    int lives() {
        return lives;
    }

    int connections() {
        return connections;
    }

    SimulatedMachine machine() {
        return machine;
    }

    Witness witness() {
        return witness;
    }

    Optional<SimulatedAgent> agent() {
        return agent;
    }

    Optional<SimulatedLink> link() {
        return link.filter(one -> !one.isBroken());
    }

    void start() {
        lives++;
        var disks = new SimulatedAgent.Disks(cacheDisk, outboxDisk, lives);
        agent = Optional.of(new SimulatedAgent(name, disks, machine, witness, surroundings));
    }

    void crash() throws InterruptedException {
        cacheDisk.arm(Integer.MAX_VALUE, false);
        outboxDisk.arm(Integer.MAX_VALUE, false);
        machine.hazards().crashNever();
        machine.hazards().interruptNever();
        agent = Optional.empty();
        breakLink();
    }

    /// The whole machine loses power.
    void reboot() throws InterruptedException {
        machine.reboot();
        crash();
    }

    /// The cache's database is damaged and set aside; the outbox has one of its own.
    void loseCache() throws InterruptedException {
        cacheDisk = new CrashingStore(new MemoryStore());
        newest.clear();
        crash();
    }

    /// The agent dies at one of its next writes, or at one of its next deeds on the machine.
    void armCrash() {
        var random = surroundings.random();
        int when = 1 + random.nextInt(5);
        boolean afterwards = random.nextBoolean();
        switch (random.nextInt(3)) {
            case 0 -> cacheDisk.arm(when, afterwards);
            case 1 -> outboxDisk.arm(when, afterwards);
            default -> machine.hazards().crashAt(when, afterwards);
        }
    }

    void connect(SimulatedServer server, LinkProfile profile) {
        if (agent.isPresent() && link().isEmpty() && server.isReady()) {
            connections++;
            var conversation = server.accept(name, profile, this::isCut);
            link = Optional.of(new SimulatedLink(
                    agent.get().dial(profile), conversation, profile, surroundings.clock(), surroundings.random()));
        }
    }

    private boolean isCut() {
        return link().isEmpty();
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

    void check() {
        agent.ifPresent(one -> one.check(newest));
    }
}
