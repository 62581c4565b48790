// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.agent.probe.Health.Verdict;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.Jobs;
import dev.skerry.foundation.lifecycle.Jobs.Next;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The probes of one running container, each a job of its own, from its start to its end. The liveness
/// and readiness probes wait for the startup probe. A probe that has decided that the container must go
/// stops asking.
public final class ContainerProbes implements AutoCloseable {
    /// Hears what the probes find. Called from their turns: must only take note.
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
    private final Jobs jobs;
    private final Listener listener;

    @GuardedBy("this")
    private final List<Jobs.Job> asking = new ArrayList<>();

    @GuardedBy("this")
    private boolean isClosed;

    private volatile Health health;

    /// @param container identifier
    public ContainerProbes(String container, Check check, Jobs jobs, Listener listener) {
        this.container = container;
        this.check = check;
        this.jobs = jobs;
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
        boolean isStarting = !startup.isNull() && !past.hasStarted();
        health = new Health(
                isStarting ? Verdict.UNKNOWN : Verdict.SUCCESS,
                Verdict.SUCCESS,
                spec.at("readinessProbe").isNull() || past.wasReady() ? Verdict.SUCCESS : Verdict.UNKNOWN);
        if (isStarting) {
            var first = new Asking("Startup", ProbeSpec.read(startup, address, spec), past.age(), Verdict.UNKNOWN);
            begin(first, verdict -> {
                sayStartup(verdict);
                if (verdict == Verdict.SUCCESS) {
                    startOthers(spec, address, past);
                }
                return verdict == Verdict.UNKNOWN;
            });
        } else {
            startOthers(spec, address, past);
        }
    }

    private void startOthers(Json spec, String address, Past past) {
        Json liveness = spec.at("livenessProbe");
        if (!liveness.isNull()) {
            var read = ProbeSpec.read(liveness, address, spec);
            begin(new Asking("Liveness", read, past.age(), Verdict.SUCCESS), verdict -> {
                sayLiveness(verdict);
                return verdict != Verdict.FAILURE;
            });
        }
        Json readiness = spec.at("readinessProbe");
        if (!readiness.isNull()) {
            var read = ProbeSpec.read(readiness, address, spec);
            Verdict before = past.wasReady() ? Verdict.SUCCESS : Verdict.FAILURE;
            begin(new Asking("Readiness", read, past.age(), before), verdict -> {
                sayReadiness(verdict);
                return true;
            });
        }
    }

    public Health health() {
        return health;
    }

    /// Takes the verdict after an answer.
    @FunctionalInterface
    private interface Hearing {
        /// @return whether to ask again
        boolean hear(Verdict verdict);
    }

    private synchronized void begin(Asking probe, Hearing hearing) {
        if (!isClosed) {
            Jobs.Job job = jobs.job(probe.name + " of " + container, () -> probe.ask(hearing));
            asking.add(job);
            job.start();
        }
    }

    /// One probe: what its answers have come to, and when it asks next. Used by one job.
    private final class Asking {
        private final String name;
        private final ProbeSpec spec;
        private Duration untilFirst;
        private ProbeState state;

        private Asking(String name, ProbeSpec spec, Duration age, Verdict before) {
            this.name = name;
            this.spec = spec;
            this.untilFirst = spec.initialDelay().minus(age);
            this.state = ProbeState.begin(before);
        }

        private Next ask(Hearing hearing) throws InterruptedException {
            if (untilFirst.isPositive()) {
                Duration wait = untilFirst;
                untilFirst = Duration.ZERO;
                return Next.in(wait);
            }
            Check.Answer answer = check.run(spec.action(), container, spec.timeout());
            if (!answer.isSuccess()) {
                listener.failed(name, answer.output());
            }
            state = state.answered(answer.isSuccess(), spec.successThreshold(), spec.failureThreshold());
            return hearing.hear(state.verdict()) ? Next.in(spec.period()) : Next.OVER;
        }
    }

    private synchronized void sayStartup(Verdict verdict) {
        say(new Health(verdict, health.liveness(), health.readiness()));
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
    public synchronized void close() {
        isClosed = true;
        asking.forEach(Jobs.Job::stop);
    }
}
