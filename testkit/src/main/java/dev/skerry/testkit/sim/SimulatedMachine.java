// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.agent.probe.Check;
import dev.skerry.agent.probe.ProbeAction;
import dev.skerry.runtime.ContainerRuntime.Container;
import dev.skerry.runtime.ContainerRuntime.State;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// A node's machine: what goes on there whatever happens to the agent. Containers have a life of their own on it:
/// they end by themselves, fall ill and recover.
final class SimulatedMachine implements Check {
    /// What a probe of the simulation's pods asks a container.
    enum Question {
        STARTED,
        LIVE,
        READY
    }

    /// What the simulation's pods call their init container: it ends by itself.
    static final String INIT = "init";

    private final Weather weather;
    private final RandomGenerator random;
    private final Attendant attendant;
    private final Hazards hazards;
    private final SimulatedRuntime runtime;
    private final SimulatedImages images;
    private final SimulatedNetwork network;

    /// What a container does not do as it should.
    private record Ailment(String container, Question question) {}

    /// Containers that would answer a question with a no.
    private final Set<Ailment> failing = new HashSet<>();

    private int boots = 1;

    SimulatedMachine(int number, Truth truth, Surroundings surroundings) {
        this.weather = surroundings.weather();
        this.random = surroundings.random();
        this.attendant = new Attendant("node-" + number, truth);
        this.hazards = new Hazards(weather, random);
        this.runtime = new SimulatedRuntime(surroundings.clock(), hazards, attendant);
        this.images = new SimulatedImages(hazards, weather);
        this.network = new SimulatedNetwork("10." + number, hazards);
    }

    Hazards hazards() {
        return hazards;
    }

    SimulatedRuntime runtime() {
        return runtime;
    }

    SimulatedImages images() {
        return images;
    }

    SimulatedNetwork network() {
        return network;
    }

    String boot() {
        return "boot-" + boots;
    }

    void reboot() {
        boots++;
        runtime.reboot();
    }

    /// Something happens to a container, if it is one of those to which things happen.
    void live(boolean isCalm) {
        List<Container> running = runtime.running();
        if (running.isEmpty()) {
            return;
        }
        Container one = running.get(random.nextInt(running.size()));
        String id = one.spec().id();
        if (one.spec().name().equals(INIT)) {
            runtime.exit(id, weather.strikes(200) ? 1 : 0);
        } else if (!isCalm) {
            disturb(id);
        }
    }

    /// Every init container comes to its end.
    void finishInits() {
        for (Container one : runtime.running()) {
            if (one.spec().name().equals(INIT)) {
                runtime.exit(one.spec().id(), 0);
            }
        }
    }

    private void disturb(String id) {
        int what = random.nextInt(6);
        if (what < 2) {
            runtime.exit(id, random.nextInt(3));
        } else {
            var question = what < 4 ? Question.READY : Question.LIVE;
            var ailment = new Ailment(id, question);
            if (!failing.remove(ailment)) {
                failing.add(ailment);
            }
        }
    }

    /// Everything that runs is well from now on.
    void recover() {
        failing.clear();
    }

    @Override
    public Answer run(ProbeAction action, String container, Duration timeout) {
        if (!(action instanceof ProbeAction.Exec(List<String> command))) {
            throw new IllegalStateException("not a question of the simulation's: " + action);
        }
        var question = Question.valueOf(command.getFirst());
        boolean runs = runtime.container(container)
                .filter(one -> one.state() instanceof State.Running)
                .isPresent();
        boolean isSlow = question == Question.STARTED && weather.strikes(300);
        boolean isYes = runs && !isSlow && !failing.contains(new Ailment(container, question));
        if (!isYes && question != Question.READY) {
            attendant.ails(container);
        }
        return new Answer(isYes, isYes ? "" : "not " + question);
    }
}
