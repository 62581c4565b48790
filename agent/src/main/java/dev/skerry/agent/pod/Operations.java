// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.lifecycle.Jobs;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The steps of one pod that are being carried out, each a job of one turn: at most one for each container and
/// one for the pod.
final class Operations implements AutoCloseable {
    /// Carries a step out; it may block.
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    private record Running(Step step, Jobs.Job job) {}

    private final Jobs jobs;

    @GuardedBy("this")
    private final Map<String, Running> running = new HashMap<>();

    @GuardedBy("this")
    private boolean isClosed;

    Operations(Jobs jobs) {
        this.jobs = jobs;
    }

    /// What a step works on: a container's name, or [Observed#POD].
    static String subject(Step step) {
        return switch (step) {
            case Step.SetUp(), Step.TearDown() -> Observed.POD;
            case Step.Start(WantedContainer container, int _, int _) -> container.name();
            case Step.Stop(String container, String _, Duration _, String _) -> container;
            case Step.Resize(WantedContainer container, String _) -> container.name();
            case Step.Remove(String container, String _) -> container;
        };
    }

    /// Under what a step's failure is remembered. What cannot be resized can be stopped and started all the same.
    static String trouble(Step step) {
        return step instanceof Step.Resize ? resize(subject(step)) : subject(step);
    }

    /// Under what the failure to resize a container is remembered. No container has a space in its name.
    static String resize(String container) {
        return "resize " + container;
    }

    /// Starts a step, unless its subject is being worked on.
    ///
    /// @param ended runs when it is over, however it went
    synchronized void start(Step step, Work work, Runnable ended) {
        String subject = subject(step);
        if (isClosed || running.containsKey(subject)) {
            return;
        }
        Jobs.Job job = jobs.job(
                "step " + subject,
                () -> {
                    work.run();
                    return Jobs.Next.OVER;
                },
                () -> {
                    end(subject);
                    ended.run();
                });
        running.put(subject, new Running(step, job));
        job.start();
    }

    synchronized Set<String> busy() {
        return Set.copyOf(running.keySet());
    }

    /// The pod is to go within this time: gives up what would build it, and ends that are more patient.
    synchronized void giveWay(Duration grace) {
        for (Running one : running.values()) {
            boolean isInTheWay = switch (one.step()) {
                case Step.SetUp _, Step.Start _ -> true;
                case Step.Stop stop -> stop.grace().compareTo(grace) > 0;
                case Step.Resize _, Step.Remove _, Step.TearDown _ -> false;
            };
            if (isInTheWay) {
                one.job().stop();
            }
        }
    }

    private synchronized void end(String subject) {
        running.remove(subject);
    }

    /// Gives everything up, without waiting until it has ended.
    @Override
    public synchronized void close() {
        isClosed = true;
        running.values().forEach(one -> one.job().stop());
    }
}
