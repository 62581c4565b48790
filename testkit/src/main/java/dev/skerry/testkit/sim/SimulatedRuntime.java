// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.ContainerRuntime;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Containers that are only entries in a map: they start, run, end when told or by themselves, and outlive the
/// agent that started them.
final class SimulatedRuntime implements ContainerRuntime {
    private static final int TERMINATED = 143;
    private static final int POWER_LOST = 255;

    private final VirtualClock clock;
    private final Hazards hazards;
    private final Attendant attendant;
    private final Map<String, SandboxSpec> sandboxes = new TreeMap<>();
    private final Map<String, Container> containers = new TreeMap<>();
    private final List<String> exits = new ArrayList<>();
    private int starts;

    SimulatedRuntime(VirtualClock clock, Hazards hazards, Attendant attendant) {
        this.clock = clock;
        this.hazards = hazards;
        this.attendant = attendant;
    }

    int starts() {
        return starts;
    }

    List<Container> running() {
        return containers.values().stream()
                .filter(container -> container.state() instanceof State.Running)
                .toList();
    }

    /// A container's process ends by itself.
    void exit(String id, int code) {
        Container container = containers.get(id);
        if (container != null && container.state() instanceof State.Running(int _, long startedAt)) {
            var exited = new State.Exited(code, false, startedAt, now());
            containers.put(id, new Container(container.spec(), exited));
            exits.add(id);
        }
    }

    /// The machine loses power: what ran has ended, and nobody was told.
    void reboot() {
        List.copyOf(containers.keySet()).forEach(id -> exit(id, POWER_LOST));
        exits.clear();
    }

    @Override
    public void createSandbox(SandboxSpec spec) throws InterruptedException {
        hazards.around("create sandbox " + spec.id(), () -> Optional.ofNullable(sandboxes.put(spec.id(), spec)));
    }

    @Override
    public List<SandboxSpec> sandboxes() {
        return List.copyOf(sandboxes.values());
    }

    @Override
    public void removeSandbox(String id) throws InterruptedException {
        hazards.around("remove sandbox " + id, () -> {
            containers.values().removeIf(container -> {
                boolean isIn = container.spec().sandbox().equals(id);
                if (isIn && container.state() instanceof State.Running) {
                    attendant.stopping(container.spec());
                }
                return isIn;
            });
            return Optional.ofNullable(sandboxes.remove(id));
        });
    }

    @Override
    public void createContainer(ContainerSpec spec) throws InterruptedException {
        hazards.around("create container " + spec.id(), () -> {
            if (!sandboxes.containsKey(spec.sandbox())) {
                throw new TransientException("NoSandbox", "no sandbox " + spec.sandbox());
            }
            return Optional.ofNullable(containers.putIfAbsent(spec.id(), new Container(spec, new State.Created())));
        });
    }

    @Override
    public void startContainer(String id) throws InterruptedException {
        hazards.around("start container " + id, () -> {
            Container container = existing(id);
            if (container.state() instanceof State.Created) {
                attendant.starting(container.spec(), containers.values());
                starts++;
                containers.put(id, new Container(container.spec(), new State.Running(1000 + starts, now())));
            }
            return id;
        });
    }

    @Override
    public void stopContainer(String id, Duration grace) throws InterruptedException {
        hazards.around("stop container " + id, () -> {
            Container container = existing(id);
            if (container.state() instanceof State.Running) {
                attendant.stopping(container.spec());
                exit(id, TERMINATED);
            }
            return id;
        });
    }

    @Override
    public void updateContainer(String id, Limits limits) throws InterruptedException {
        hazards.around("resize container " + id, () -> {
            Container container = existing(id);
            return Optional.ofNullable(
                    containers.put(id, new Container(container.spec().withLimits(limits), container.state())));
        });
    }

    @Override
    public void removeContainer(String id) throws InterruptedException {
        hazards.around("remove container " + id, () -> {
            Container container = containers.get(id);
            if (container != null && container.state() instanceof State.Running) {
                attendant.stopping(container.spec());
            }
            return Optional.ofNullable(containers.remove(id));
        });
    }

    @Override
    public Optional<Container> container(String id) {
        return Optional.ofNullable(containers.get(id));
    }

    @Override
    public List<Container> containers() {
        return List.copyOf(containers.values());
    }

    @Override
    public Optional<Usage> usage(String id) {
        // Nothing is counted in the simulation.
        return Optional.empty();
    }

    /// Containers that have ended since the last call.
    List<String> takeExits() {
        var ended = List.copyOf(exits);
        exits.clear();
        return ended;
    }

    @Override
    public List<String> awaitExits(Duration timeout) {
        throw new UnsupportedOperationException("nobody waits in the simulation");
    }

    @Override
    public Execution execute(String id, List<String> command, boolean hasTerminal, ExecStreams streams) {
        throw new UnsupportedOperationException("nobody runs commands in the simulation: " + command);
    }

    @Override
    public Execution attach(String id, ExecStreams streams) {
        throw new UnsupportedOperationException("nobody attaches in the simulation: " + id);
    }

    @Override
    public void reopenLog(String id) {
        // There are no logs.
    }

    @Override
    public String version() {
        return "simulated 1.0";
    }

    private Container existing(String id) {
        Container container = containers.get(id);
        if (container == null) {
            throw new TransientException("NoContainer", "no container " + id);
        }
        return container;
    }

    private long now() {
        return clock.now().toEpochMilli();
    }

    @Override
    public SocketChannel connect(String sandbox, int port) throws IOException {
        throw new ConnectException("nothing listens in a simulated sandbox");
    }
}
