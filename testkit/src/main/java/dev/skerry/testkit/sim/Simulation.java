// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.tunnel.profile.LinkProfile;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A server and three nodes, and everything that can go wrong between them, decided by one seed.
///
/// In each step one thing happens: time passes, a party does a piece of its work, somebody changes the cluster,
/// or something breaks. A party may crash at any write to its disk, before it or after it, and comes back later
/// with its disk and nothing else. After each step it must hold that nothing that a node holds and no status at
/// the server went backwards, and that no pod was started twice or stopped without having been deleted. At the
/// end everything is healed, and then both sides must agree, and everything that a node had accepted to tell
/// must have arrived.
public final class Simulation {
    private static final int HEALING_ROUNDS = 3_000;
    private static final LinkProfile PROFILE = LinkProfile.wired();

    private final long seed;
    private final RandomGenerator random;
    private final PlantedBug bug;
    private final VirtualClock clock = new VirtualClock();
    private final CrashingStore serverDisk;
    private final Truth truth;
    private final List<SimulatedNode> nodes;
    private final Workload workload;
    private Optional<SimulatedServer> server = Optional.empty();
    private int serverLives;

    /// How much has happened: a simulation in which nothing does proves nothing.
    ///
    /// @param told messages that nodes had accepted to tell
    /// @param started pods that ran
    public record Summary(int serverLives, int agentLives, int connections, int told, int started) {}

    public Simulation(long seed, PlantedBug bug) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.bug = bug;
        var disk = new MemoryStore();
        this.serverDisk = new CrashingStore(disk);
        this.truth = new Truth(disk);
        List<String> names = List.of("node-0", "node-1", "node-2");
        this.nodes = names.stream()
                .map(name -> new SimulatedNode(name, truth, random, bug))
                .toList();
        this.workload = new Workload(random, names);
    }

    /// Lets so many things happen, then heals everything and compares.
    ///
    /// @throws InvariantViolation with the seed that leads to it
    public void run(int steps) throws InterruptedException {
        try {
            for (int i = 0; i < steps; i++) {
                step();
                check();
            }
            heal();
        } catch (InvariantViolation violation) {
            var told = new InvariantViolation("seed " + seed + ": " + violation.getMessage());
            told.initCause(violation);
            throw told;
        }
    }

    public Summary summary() {
        return new Summary(
                serverLives,
                nodes.stream().mapToInt(SimulatedNode::lives).sum(),
                nodes.stream().mapToInt(SimulatedNode::connections).sum(),
                nodes.stream().mapToInt(SimulatedNode::toldCount).sum(),
                nodes.stream().mapToInt(SimulatedNode::startedCount).sum());
    }

    private void step() throws InterruptedException {
        SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
        int what = random.nextInt(1000);
        if (what < 150) {
            clock.advanceMillis(random.nextLong(1, 300));
        } else if (what < 350) {
            onServer(one -> one.look(random.nextInt(one.feeds())));
        } else if (what < 690) {
            moveLink(node);
        } else if (what < 770) {
            onNode(node, node::runPods);
        } else if (what < 840) {
            onNode(node, node::somethingHappens);
        } else if (what < 920) {
            onServer(one -> workload.change(one.admin()));
        } else if (what < 982) {
            comeBack(node);
        } else {
            breakSomething(node);
        }
    }

    /// Either end does the next thing on a connection.
    private void moveLink(SimulatedNode node) throws InterruptedException {
        Optional<SimulatedLink> link = node.link();
        if (link.isEmpty()) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> onNode(node, link.get()::stepNode);
            case 1 -> onNode(node, link.get()::workNode);
            case 2 -> onServer(_ -> link.get().stepServer());
            default -> onServer(_ -> link.get().workServer());
        }
    }

    private void comeBack(SimulatedNode node) throws InterruptedException {
        if (server.isEmpty()) {
            startServer();
        } else if (!node.isUp()) {
            onNode(node, node::start);
        } else {
            onServer(one -> node.connect(one, PROFILE, clock));
        }
    }

    private void breakSomething(SimulatedNode node) throws InterruptedException {
        switch (random.nextInt(8)) {
            case 0, 1 -> onServer(_ -> node.breakLink());
            case 2 -> node.link().ifPresent(SimulatedLink::swallow);
            case 3 -> shielded(node::crash);
            case 4, 5 -> node.armCrash();
            case 6 -> serverDisk.arm(1 + random.nextInt(10), random.nextBoolean());
            default -> {
                if (random.nextInt(4) == 0) {
                    shielded(node::loseCache);
                }
            }
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws InterruptedException;
    }

    @FunctionalInterface
    private interface ServerAction {
        void run(SimulatedServer server) throws InterruptedException;
    }

    private void onNode(SimulatedNode node, Action action) throws InterruptedException {
        try {
            action.run();
        } catch (Crash _) {
            shielded(node::crash);
        }
    }

    /// When a node dies the server may still read what was on its way, and die of that itself.
    private void shielded(Action death) throws InterruptedException {
        try {
            death.run();
        } catch (Crash _) {
            crashServer();
        }
    }

    private void onServer(ServerAction action) throws InterruptedException {
        if (server.isEmpty()) {
            return;
        }
        try {
            action.run(server.get());
        } catch (Crash _) {
            crashServer();
        } catch (TransientException _) {
            // Whoever asked tries again in a later step.
        }
    }

    private void startServer() {
        serverLives++;
        try {
            server = Optional.of(new SimulatedServer(serverDisk, clock, random, bug));
        } catch (Crash _) {
            crashServer();
        }
    }

    private void crashServer() {
        serverDisk.arm(Integer.MAX_VALUE, false);
        server = Optional.empty();
        nodes.forEach(SimulatedNode::loseLink);
    }

    private void check() {
        nodes.forEach(SimulatedNode::check);
        truth.check();
    }

    /// Nothing breaks any more, and everybody gets their turn.
    private void heal() throws InterruptedException {
        serverDisk.arm(Integer.MAX_VALUE, false);
        for (SimulatedNode node : nodes) {
            node.crash();
            node.start();
        }
        if (server.isEmpty()) {
            startServer();
        }
        String difference = "nothing was compared";
        for (int round = 0; round < HEALING_ROUNDS && !difference.isEmpty(); round++) {
            turn(server.orElseThrow());
            check();
            if (round % 20 == 19) {
                difference = difference();
            }
        }
        if (!difference.isEmpty()) {
            throw new InvariantViolation("healed, and still " + difference);
        }
    }

    private void turn(SimulatedServer alive) throws InterruptedException {
        clock.advanceMillis(100);
        for (int feed = 0; feed < alive.feeds(); feed++) {
            while (alive.look(feed)) {
                // Until there is nothing new.
            }
        }
        for (SimulatedNode node : nodes) {
            node.connect(alive, PROFILE, clock);
            if (node.link().isPresent()) {
                SimulatedLink link = node.link().get();
                link.stepNode();
                link.stepServer();
                link.workNode();
                link.workServer();
            }
            node.runPods();
        }
    }

    private String difference() {
        for (SimulatedNode node : nodes) {
            String difference = node.difference();
            if (!difference.isEmpty()) {
                return difference;
            }
        }
        return "";
    }
}
