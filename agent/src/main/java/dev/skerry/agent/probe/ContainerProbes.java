// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

import dev.skerry.agent.probe.Health.Verdict;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;

/// The probes of one running container, each on a virtual thread, from its start to its end. The liveness
/// and readiness probes wait for the startup probe. A probe that has decided that the container must go
/// stops asking.
public final class ContainerProbes implements AutoCloseable {
    /// Hears what the probes find. Called from their threads: must only take note.
    public interface Listener {
        /// The health is another one now.
        void changed();

        /// A single answer was no.
        ///
        /// @param probe `Startup`, `Liveness` or `Readiness`
        void failed(String probe, String output);
    }

    /// What is known of the container already, from before the agent started.
    ///
    /// @param age how long it has been running
    public record Past(Duration age, boolean hasStarted, boolean wasReady) {}

    private final String container;
    private final Check check;
    private final Clock clock;
    private final Listener listener;
    private final TaskGroup tasks = new TaskGroup();

    private volatile Health health;

    /// @param container identifier
    public ContainerProbes(String container, Check check, Clock clock, Listener listener) {
        this.container = container;
        this.check = check;
        this.clock = clock;
        this.listener = listener;
        this.health = Health.UNPROBED;
    }

    /// Whether there is anything to ask.
    public static boolean hasAny(Json spec) {
        return !spec.at("startupProbe").isNull()
                || !spec.at("livenessProbe").isNull()
                || !spec.at("readinessProbe").isNull();
    }

    /// Begins to ask.
    ///
    /// @param spec the container's, from the pod
    /// @param address of the pod
    public void start(Json spec, String address, Past past) {
        Json startup = spec.at("startupProbe");
        Json liveness = spec.at("livenessProbe");
        Json readiness = spec.at("readinessProbe");
        boolean isStarting = !startup.isNull() && !past.hasStarted();
        health = new Health(
                isStarting ? Verdict.UNKNOWN : Verdict.SUCCESS,
                Verdict.SUCCESS,
                readiness.isNull() || past.wasReady() ? Verdict.SUCCESS : Verdict.UNKNOWN);
        tasks.start("probes of " + container, () -> {
            if (isStarting && !askUntilStarted(ProbeSpec.read(startup, address, spec), past.age())) {
                return;
            }
            if (!liveness.isNull()) {
                tasks.start(
                        "liveness of " + container, () -> watchLiveness(ProbeSpec.read(liveness, address, spec), past));
            }
            if (!readiness.isNull()) {
                watchReadiness(ProbeSpec.read(readiness, address, spec), past);
            }
        });
    }

    public Health health() {
        return health;
    }

    private boolean askUntilStarted(ProbeSpec spec, Duration age) throws InterruptedException {
        var state = ProbeState.begin(Verdict.UNKNOWN);
        waitInitially(spec, age);
        while (true) {
            state = ask("Startup", spec, state);
            if (state.verdict() != Verdict.UNKNOWN) {
                say(new Health(state.verdict(), health.liveness(), health.readiness()));
                return state.verdict() == Verdict.SUCCESS;
            }
            clock.sleep(spec.period());
        }
    }

    private void watchLiveness(ProbeSpec spec, Past past) throws InterruptedException {
        var state = ProbeState.begin(Verdict.SUCCESS);
        waitInitially(spec, past.age());
        while (state.verdict() != Verdict.FAILURE) {
            state = ask("Liveness", spec, state);
            sayLiveness(state.verdict());
            clock.sleep(spec.period());
        }
    }

    private void watchReadiness(ProbeSpec spec, Past past) throws InterruptedException {
        var state = ProbeState.begin(past.wasReady() ? Verdict.SUCCESS : Verdict.FAILURE);
        waitInitially(spec, past.age());
        while (true) {
            state = ask("Readiness", spec, state);
            sayReadiness(state.verdict());
            clock.sleep(spec.period());
        }
    }

    private void waitInitially(ProbeSpec spec, Duration age) throws InterruptedException {
        Duration left = spec.initialDelay().minus(age);
        if (left.isPositive()) {
            clock.sleep(left);
        }
    }

    private ProbeState ask(String probe, ProbeSpec spec, ProbeState state) throws InterruptedException {
        Check.Answer answer = check.run(spec.action(), container, spec.timeout());
        if (!answer.isSuccess()) {
            listener.failed(probe, answer.output());
        }
        return state.answered(answer.isSuccess(), spec.successThreshold(), spec.failureThreshold());
    }

    private synchronized void sayLiveness(Verdict verdict) {
        say(new Health(health.startup(), verdict, health.readiness()));
    }

    private synchronized void sayReadiness(Verdict verdict) {
        say(new Health(health.startup(), health.liveness(), verdict));
    }

    private void say(Health now) {
        boolean isNews = !now.equals(health);
        health = now;
        if (isNews) {
            listener.changed();
        }
    }

    /// Stops asking, without waiting for a question that is under way.
    @Override
    public void close() {
        tasks.stop();
    }
}
