// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.tunnel.profile.LinkProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A server with its controllers and its scheduler, three nodes with their machines, and everything that can go
/// wrong between them, decided by one seed.
///
/// In each step one thing happens: time passes, a party does a piece of its work, somebody changes the cluster,
/// or something breaks. A party may crash at any write to its disk, an agent also at anything it does to its
/// machine, before it or after it, and comes back later with its disk and nothing else. The rules hold after each
/// step: see [StatusOrder], [Deletions], [ReplicaCounts], [RolloutBounds], [NodeCapacity], [Readiness], [Attendant] and
/// [SimulatedAgent#check]. At the end everything is healed, and then all must agree within a time: see
/// [Comparison] and [NodeComparison].
public final class Simulation {
    private static final int NODES = 3;
    private static final int QUICK_ROUNDS = 300;
    private static final int HEALING_ROUNDS = 1_500;
    private static final LinkProfile PROFILE = LinkProfile.wired();

    private final long seed;
    private final RandomGenerator random;
    private final Surroundings surroundings;

    /// Whether containers neither end nor fall ill, and machines keep their power: then stricter rules hold.
    private final boolean isCalm;

    private final CrashingStore serverDisk;
    private final Truth truth;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Workload workload;
    private final Trace trace = new Trace();
    private Optional<SimulatedServer> server = Optional.empty();
    private int serverLives;
    private int healingRounds;

    /// How much has happened: a simulation in which nothing does proves nothing.
    ///
    /// @param told events that nodes had accepted to tell
    /// @param started containers that were started
    /// @param healingRounds how long it took until all was well
    /// @param digest of everything that was written at the server: equal for equal runs
    public record Summary(
            int serverLives,
            int agentLives,
            int connections,
            int told,
            int started,
            int healingRounds,
            String digest) {}

    /// @param folder for the files of pods
    public Simulation(long seed, PlantedBug bug, Path folder) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.isCalm = random.nextBoolean();
        this.surroundings = new Surroundings(new VirtualClock(), random, new Weather(random), bug, folder);
        MemoryStore disk = BareDisk.copy();
        this.serverDisk = new CrashingStore(disk);
        this.truth = new Truth(disk);
        var order = new StatusOrder();
        List.of(
                        trace,
                        order,
                        new Deletions(truth),
                        new ReplicaCounts(truth),
                        new RolloutBounds(truth, isCalm),
                        new NodeCapacity(truth),
                        new Readiness(isCalm))
                .forEach(truth::add);
        for (int number = 0; number < NODES; number++) {
            nodes.add(new SimulatedNode(number, truth, order, surroundings));
        }
        this.workload = new Workload(random);
    }

    /// Lets so many things happen, then heals everything and compares.
    ///
    /// @throws InvariantViolation with the seed that leads to it
    public void run(int steps) throws InterruptedException {
        int step = 0;
        try {
            for (; step < steps; step++) {
                step();
                check();
            }
            heal();
        } catch (InvariantViolation violation) {
            var told = new InvariantViolation("seed " + seed + ", step " + step + ": " + violation.getMessage());
            told.initCause(violation);
            throw told;
        } catch (RuntimeException unexpected) {
            throw new IllegalStateException("seed " + seed + ", step " + step + ": " + unexpected, unexpected);
        }
    }

    public Summary summary() {
        return new Summary(
                serverLives,
                nodes.stream().mapToInt(SimulatedNode::lives).sum(),
                nodes.stream().mapToInt(SimulatedNode::connections).sum(),
                nodes.stream()
                        .mapToInt(node -> node.witness().accepted().size())
                        .sum(),
                nodes.stream()
                        .mapToInt(node -> node.machine().runtime().starts())
                        .sum(),
                healingRounds,
                trace.digest());
    }

    private void step() throws InterruptedException {
        SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
        int what = random.nextInt(1000);
        if (what < 100) {
            surroundings.clock().advanceMillis(random.nextLong(1, 300));
        } else if (what < 105) {
            surroundings.clock().advanceMillis(random.nextLong(1_000, 60_000));
        } else if (what < 200) {
            repeat(() -> onServer(SimulatedServer::serveEdge));
        } else if (what < 480) {
            repeat(() -> onServer(SimulatedServer::reconcile));
        } else if (what < 660) {
            repeat(() -> moveLink(node));
        } else if (what < 860) {
            repeat(() -> onNode(node, () -> work(node)));
        } else if (what < 885) {
            node.machine().live(isCalm);
        } else if (what < 925) {
            onServer(one -> workload.change(one.user()));
        } else if (what < 986) {
            comeBack(node);
        } else {
            breakSomething(node);
        }
    }

    /// Most parties get more done than one thing before another one's turn comes.
    private void repeat(Action action) throws InterruptedException {
        int times = 1 + random.nextInt(6);
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }

    private static void work(SimulatedNode node) throws InterruptedException {
        if (node.agent().isPresent()) {
            node.agent().get().work();
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
        } else if (node.agent().isEmpty()) {
            onNode(node, node::start);
        } else {
            onServer(one -> node.connect(one, PROFILE));
        }
    }

    private void breakSomething(SimulatedNode node) throws InterruptedException {
        switch (random.nextInt(9)) {
            case 0, 1 -> onServer(_ -> node.breakLink());
            case 2 -> node.link().ifPresent(SimulatedLink::swallow);
            case 3 -> shielded(node::crash);
            case 4, 5 -> node.armCrash();
            case 6 -> serverDisk.arm(1 + random.nextInt(10), random.nextBoolean());
            case 7 -> {
                if (!isCalm) {
                    shielded(node::reboot);
                }
            }
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
        } catch (TransientException | StatusException _) {
            // Whoever asked tries again in a later step.
        }
    }

    private void startServer() {
        serverLives++;
        try {
            server = Optional.of(new SimulatedServer(serverDisk, truth, surroundings));
        } catch (Crash _) {
            crashServer();
        }
    }

    private void crashServer() {
        serverDisk.arm(Integer.MAX_VALUE, false);
        serverDisk.forgetWatches();
        server = Optional.empty();
        nodes.forEach(SimulatedNode::loseLink);
    }

    private void check() {
        nodes.forEach(SimulatedNode::check);
        truth.look();
    }

    /// Nothing breaks any more, and everybody gets their turn.
    private void heal() throws InterruptedException {
        surroundings.weather().clear();
        serverDisk.arm(Integer.MAX_VALUE, false);
        for (SimulatedNode node : nodes) {
            node.crash();
            node.start();
            node.machine().recover();
        }
        if (server.isEmpty()) {
            startServer();
        }
        SimulatedServer alive = server.orElseThrow();
        workload.relax(alive.user());
        List<String> differences = List.of("nothing was compared");
        for (healingRounds = 0; healingRounds < HEALING_ROUNDS && !differences.isEmpty(); healingRounds++) {
            surroundings.clock().advanceMillis(healingRounds < QUICK_ROUNDS ? 100 : 1000);
            round(alive);
            check();
            if (healingRounds % 20 == 19) {
                differences = differences();
            }
        }
        if (!differences.isEmpty()) {
            throw new InvariantViolation("healed, and still " + String.join("\n", differences));
        }
    }

    private void round(SimulatedServer alive) throws InterruptedException {
        alive.round();
        for (SimulatedNode node : nodes) {
            node.connect(alive, PROFILE);
            if (node.link().isPresent()) {
                SimulatedLink link = node.link().get();
                link.stepNode();
                link.stepServer();
                link.workNode();
                link.workServer();
            }
            node.machine().finishInits();
            node.agent().orElseThrow().workAll();
        }
    }

    private List<String> differences() {
        var found = new ArrayList<>(new Comparison(truth).differences());
        nodes.forEach(node -> found.addAll(new NodeComparison(truth, node).differences()));
        return found;
    }
}
