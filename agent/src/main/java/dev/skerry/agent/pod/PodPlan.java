// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.pod.Observed.Known;
import dev.skerry.agent.pod.Observed.Trouble;
import dev.skerry.agent.pod.Plan.Waiting;
import dev.skerry.agent.pod.WantedContainer.Kind;
import dev.skerry.runtime.ContainerRuntime.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decides what to do for a pod from what is wanted and what is there. Pure.
///
/// Level-triggered: it does not remember what it decided before; what is being done is in
/// [Observed#busy]. A container that runs and was made from the wish as it is stays as it is, whoever
/// started it: so an agent that starts again adopts everything.
///
/// A container that ended is started again at once the first time, then 10, 20, 40 … at most 300 seconds
/// after its end; ten minutes of running wipe the slate.
final class PodPlan {
    /// Nothing is expected to happen; a look now and then mends what nobody told us.
    private static final Duration IDLE = Duration.ofMinutes(1);

    private static final Duration BACKOFF_FIRST = Duration.ofSeconds(10);
    private static final Duration BACKOFF_MOST = Duration.ofSeconds(300);
    private static final Duration LONG_RUN = Duration.ofMinutes(10);

    /// How long a failure is shown as such before it is shown as waiting for the next try.
    private static final Duration FRESH = Duration.ofSeconds(1);

    /// Containers kept of each name: the present one, and the one before for `kubectl logs --previous`.
    private static final int KEPT = 2;

    private final WantedPod pod;
    private final Observed observed;
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Waiting> waiting = new HashMap<>();
    private Duration wakeAfter = IDLE;

    private PodPlan(WantedPod pod, Observed observed) {
        this.pod = pod;
        this.observed = observed;
    }

    /// What to do so that the pod runs as wanted.
    static Plan run(WantedPod pod, Observed observed) {
        var plan = new PodPlan(pod, observed);
        plan.planRun();
        return plan.result();
    }

    /// What to do so that nothing is left of the pod.
    static Plan stop(WantedPod pod, Observed observed, Duration grace) {
        var plan = new PodPlan(pod, observed);
        plan.planStop(grace);
        return plan.result();
    }

    private Plan result() {
        return new Plan(steps, waiting, wakeAfter);
    }

    private void planRun() {
        removeOld();
        if (isFinished()) {
            stopAll(pod.grace());
            return;
        }
        pod.containers().forEach(this::waitForTurn);
        if (!observed.isSetUp()) {
            setUp();
            return;
        }
        // They are for looking at the others, which may never come to run.
        pod.ephemeral().forEach(this::advance);
        if (runInit()) {
            pod.main().forEach(this::advance);
        }
    }

    private void removeOld() {
        observed.containers().forEach((name, known) -> {
            if (known.size() > KEPT && !observed.busy().contains(name) && !isHeldUp(name)) {
                known.subList(KEPT, known.size()).forEach(old -> steps.add(new Step.Remove(name, old.id())));
            }
        });
    }

    /// Whether nothing of the pod will run any more: every container has ended for good, an init container
    /// has failed in a pod that does not try twice, or the API says that the pod is over, which is final.
    private boolean isFinished() {
        boolean isDone = !pod.main().isEmpty() && pod.main().stream().allMatch(this::hasEndedForGood);
        return isDone || pod.isOver() || hasInitFailed();
    }

    private boolean hasInitFailed() {
        return pod.containers().stream()
                .anyMatch(container -> container.kind() == Kind.INIT
                        && hasEndedForGood(container)
                        && observed.newest(container.name())
                                .filter(known -> known.state() instanceof State.Exited exited && exited.exitCode() != 0)
                                .isPresent());
    }

    private boolean hasEndedForGood(WantedContainer container) {
        return observed.newest(container.name())
                .filter(known -> known.state() instanceof State.Exited exited
                        && known.hash().equals(container.hash())
                        && !container.restartsAfter(exited.exitCode()))
                .isPresent();
    }

    /// What a container that has not been started shows until something better is known.
    private void waitForTurn(WantedContainer container) {
        if (observed.newest(container.name()).isEmpty()) {
            boolean waitsForOthers = !pod.init().isEmpty() && container.kind() != Kind.EPHEMERAL;
            waiting.put(container.name(), new Waiting(waitsForOthers ? "PodInitializing" : "ContainerCreating", ""));
        }
    }

    private void setUp() {
        if (observed.busy().contains(Observed.POD)) {
            return;
        }
        if (!isHeldUp(Observed.POD)) {
            steps.add(new Step.SetUp());
        }
    }

    /// Whether something went wrong so lately that it is not yet to be tried again.
    private boolean isHeldUp(String name) {
        Optional<Duration> remaining =
                Optional.ofNullable(observed.troubles().get(name)).map(Trouble::remaining);
        remaining.filter(Duration::isPositive).ifPresent(this::wakeWithin);
        return remaining.filter(Duration::isPositive).isPresent();
    }

    /// Brings the init containers forward.
    ///
    /// @return whether the main containers may start
    private boolean runInit() {
        // Once one of the others has run, in this start of the machine, nothing waits for init containers.
        boolean isPast = pod.main().stream()
                .anyMatch(container -> observed.newest(container.name())
                        .filter(this::isOfThisBoot)
                        .isPresent());
        for (WantedContainer container : pod.init()) {
            if (container.kind() == Kind.SIDECAR) {
                advance(container);
                if (!isPast && !observed.isStarted(container.name())) {
                    return false;
                }
            } else if (!isPast && !isInitDone(container)) {
                advanceInit(container);
                return false;
            }
        }
        return true;
    }

    private boolean isOfThisBoot(Known known) {
        return known.boot().equals(observed.boot());
    }

    private boolean isInitDone(WantedContainer container) {
        return observed.newest(container.name())
                .filter(this::isOfThisBoot)
                .filter(known -> known.state() instanceof State.Exited exited && exited.exitCode() == 0)
                .isPresent();
    }

    /// Init containers run again after the machine started again, as what they prepared may be lost.
    private void advanceInit(WantedContainer container) {
        Optional<Known> newest = observed.newest(container.name());
        boolean isOutdated = newest.filter(known -> known.state() instanceof State.Exited && !isOfThisBoot(known))
                .isPresent();
        if (isOutdated && !observed.busy().contains(container.name())) {
            start(container, newest.orElseThrow().attempt() + 1, 0);
        } else {
            advance(container);
        }
    }

    private void advance(WantedContainer container) {
        if (observed.busy().contains(container.name())) {
            if (observed.newest(container.name()).isEmpty()) {
                waiting.put(container.name(), new Waiting("ContainerCreating", ""));
            }
            return;
        }
        Optional<Known> newest = observed.newest(container.name());
        if (newest.isEmpty()) {
            start(container, 0, 0);
            return;
        }
        Known known = newest.get();
        switch (known.state()) {
            // Somebody died between making and starting it: it is made anew.
            case State.Created() -> removeHalfMade(container, known);
            case State.Running _ -> keep(container, known);
            case State.Exited exited -> revive(container, known, exited);
        }
    }

    private void removeHalfMade(WantedContainer container, Known known) {
        if (!isHeldUp(container.name())) {
            steps.add(new Step.Remove(container.name(), known.id()));
        }
    }

    private void keep(WantedContainer container, Known known) {
        if (!known.hash().equals(container.hash())) {
            stop(
                    container,
                    known,
                    pod.grace(),
                    "Container " + container.name() + " definition changed, will be restarted");
        } else if (observed.health(known).hasFailedStartup()) {
            stop(
                    container,
                    known,
                    pod.grace(),
                    "Container " + container.name() + " failed startup probe, will be restarted");
        } else if (observed.health(known).hasFailedLiveness()) {
            stop(
                    container,
                    known,
                    pod.grace(),
                    "Container " + container.name() + " failed liveness probe, will be restarted");
        } else if (container.isResizable()) {
            resize(container, known);
        }
    }

    private void resize(WantedContainer container, Known known) {
        Set<String> changed = Resources.changed(pod, container, known.limits());
        if (changed.stream().anyMatch(container::restartsForResizeOf)) {
            stop(container, known, pod.grace(), "Container " + container.name() + " resize requires restart");
        } else if (!changed.isEmpty() && !isHeldUp(Operations.resize(container.name()))) {
            steps.add(new Step.Resize(container, known.id()));
        }
    }

    private void revive(WantedContainer container, Known known, State.Exited exited) {
        if (!known.hash().equals(container.hash())) {
            start(container, known.attempt() + 1, 0);
            return;
        }
        if (!container.restartsAfter(exited.exitCode())) {
            return;
        }
        if (wasStoppedForResize(container, known)) {
            start(container, known.attempt() + 1, 0);
            return;
        }
        boolean ranLong = exited.finishedAt() - exited.startedAt() >= LONG_RUN.toMillis();
        int failures = ranLong ? 0 : known.failures();
        Duration delay = delay(failures);
        Duration remaining = delay.minus(known.sinceEnd());
        if (remaining.isPositive()) {
            waiting.put(
                    container.name(),
                    new Waiting(
                            "CrashLoopBackOff",
                            "back-off " + text(delay) + " restarting failed container=" + container.name() + " pod="
                                    + pod.text()));
            wakeWithin(remaining);
        } else {
            start(container, known.attempt() + 1, failures + 1);
        }
    }

    /// Nobody has to wait whose size could not change otherwise.
    private boolean wasStoppedForResize(WantedContainer container, Known known) {
        return container.isResizable()
                && Resources.changed(pod, container, known.limits()).stream().anyMatch(container::restartsForResizeOf);
    }

    /// How long to wait before a container is started again that has failed so often in a row.
    static Duration delay(int failures) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration doubled = BACKOFF_FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(BACKOFF_MOST) > 0 ? BACKOFF_MOST : doubled;
    }

    /// As Go writes durations: `40s`, `2m40s`.
    private static String text(Duration delay) {
        return delay.toMinutes() == 0 ? delay.toSeconds() + "s" : delay.toMinutes() + "m" + delay.toSecondsPart() + "s";
    }

    private void start(WantedContainer container, int attempt, int failures) {
        Trouble trouble = observed.troubles().get(container.name());
        if (trouble == null || !isHeldUp(container.name())) {
            if (observed.newest(container.name()).isEmpty()) {
                waiting.put(container.name(), new Waiting("ContainerCreating", ""));
            }
            steps.add(new Step.Start(container, attempt, failures));
            return;
        }
        boolean isFresh = trouble.since().compareTo(FRESH) < 0;
        if (trouble.reason().equals("ErrImagePull") && !isFresh) {
            waiting.put(
                    container.name(),
                    new Waiting(
                            "ImagePullBackOff",
                            "Back-off pulling image \"" + container.image() + "\": ErrImagePull: "
                                    + trouble.message()));
        } else {
            waiting.put(container.name(), new Waiting(trouble.reason(), trouble.message()));
            wakeWithin(isFresh ? FRESH.minus(trouble.since()) : IDLE);
        }
    }

    private void planStop(Duration grace) {
        if (stopAll(grace) || !observed.busy().isEmpty()) {
            return;
        }
        if (!isHeldUp(Observed.POD)) {
            steps.add(new Step.TearDown());
        }
    }

    /// Ends the main containers together, and when they have ended the sidecars one by one, the last one
    /// first: the others may need them to the end.
    ///
    /// @return whether something still runs
    private boolean stopAll(Duration grace) {
        var running = new ArrayList<String>();
        observed.containers().forEach((name, known) -> {
            if (known.stream().anyMatch(Known::isRunning)) {
                running.add(name);
            }
        });
        List<String> sidecars = pod.init().stream()
                .map(WantedContainer::name)
                .filter(running::contains)
                .toList();
        List<String> others = running.stream()
                .filter(name -> !sidecars.contains(name))
                .sorted()
                .toList();
        List<String> next = others.isEmpty() && !sidecars.isEmpty() ? List.of(sidecars.getLast()) : others;
        for (String name : next) {
            observed.containers().getOrDefault(name, List.of()).stream()
                    .filter(Known::isRunning)
                    .forEach(known -> stop(name, known, grace, "Stopping container " + name));
        }
        return !running.isEmpty();
    }

    private void stop(WantedContainer container, Known known, Duration grace, String why) {
        stop(container.name(), known, grace, why);
    }

    private void stop(String name, Known known, Duration grace, String why) {
        if (!observed.busy().contains(name) && !isHeldUp(name)) {
            steps.add(new Step.Stop(name, known.id(), grace, why));
        }
    }

    private void wakeWithin(Duration time) {
        if (time.compareTo(wakeAfter) < 0) {
            wakeAfter = time;
        }
    }
}
