// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.agent.pod.Plan.Waiting;
import dev.skerry.agent.probe.ContainerProbes;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.Jobs;
import dev.skerry.foundation.lifecycle.Jobs.Next;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One pod, as a job: each turn looks at what is there, asks [PodPlan] what to do, starts the steps and tells the
/// server; the next turn comes when something happens. Over when the pod is gone. Stopped, it leaves the
/// containers as they are.
final class PodWorker implements AutoCloseable {
    private static final Log LOG = Log.of("agent.pod");

    /// Tokens in volumes are renewed by time, not by a change of any object: so often their files are looked at.
    private static final Duration REFRESH = Duration.ofSeconds(50);

    private final Workbench workbench;
    private final PodBuilder builder;
    private final ContainerStarter starter;
    private final ContainerStopper stopper;
    private final ContainerResizer resizer;
    private final PodEvents events;
    private final PodObserver observer;
    private final Troubles troubles;
    private final ToldStatus memory;
    private final Operations operations;
    private final Jobs.Job job;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private Wish wish;

    private volatile @Nullable Setting setting;
    private volatile boolean isGone;

    /// Written in the turns of this worker alone, as is what follows.
    private volatile JsonObject told;

    /// Whether the server is known to have what was told: only what it has sent, or what this worker has reported,
    /// is. What was kept from before goes out once more.
    private boolean hasReported;

    private Map<String, Waiting> waiting = Map.of();
    private long refreshedAtVersion;
    private long refreshedAtNanos;

    PodWorker(Workbench workbench, PodParts parts, Wish wish) {
        this.workbench = workbench;
        this.builder = parts.builder();
        this.starter = parts.starter();
        this.stopper = parts.stopper();
        this.resizer = parts.resizer();
        this.wish = wish;
        this.events = new PodEvents(
                workbench.upstream(),
                workbench.clock(),
                workbench.random(),
                workbench.config().nodeName());
        this.observer = new PodObserver(workbench);
        this.operations = new Operations(workbench.jobs());
        this.troubles = new Troubles(workbench.random());
        this.memory = new ToldStatus(workbench.config());
        JsonObject sent = wish.pod().object().at("status").object();
        this.told = memory.find(wish.pod().uid()).orElse(sent);
        this.hasReported = told.equals(sent);
        this.job = workbench.jobs().job("pod " + wish.pod().name(), () -> turn(parts.gone()), this::close);
    }

    /// What all workers share.
    ///
    /// @param gone hears of a pod that is gone from here, by its uid
    record PodParts(
            PodBuilder builder,
            ContainerStarter starter,
            ContainerStopper stopper,
            ContainerResizer resizer,
            Consumer<String> gone) {}

    void start() {
        job.start();
    }

    /// The status as the server has been told it.
    JsonObject status() {
        return told;
    }

    /// A container of this pod that was there before this worker.
    void adopt(String containerId) {
        observer.add(containerId);
    }

    /// What is wanted now.
    void want(Wish next) {
        lock.lock();
        try {
            clearTroublesOfChanged(wish.pod(), next.pod());
            boolean isNews = !next.equals(wish);
            wish = next;
            if (!isNews) {
                return;
            }
        } finally {
            lock.unlock();
        }
        poke();
    }

    /// A container whose wish is another one now is tried at once.
    private void clearTroublesOfChanged(WantedPod before, WantedPod next) {
        for (WantedContainer container : next.containers()) {
            boolean isSame = before.container(container.name())
                    .filter(old -> old.hash().equals(container.hash()))
                    .isPresent();
            if (!isSame) {
                troubles.clear(container.name());
            }
            if (before.container(container.name()).filter(container::equals).isEmpty()) {
                troubles.clear(Operations.resize(container.name()));
            }
        }
    }

    /// Something happened that this pod may want to know.
    void poke() {
        job.poke();
    }

    /// Some object has changed.
    void objectsChanged() {
        troubles.hurry(workbench.clock().nanos());
        poke();
    }

    private Next turn(Consumer<String> gone) throws InterruptedException {
        if (isGone) {
            gone.accept(wish().pod().uid());
            return Next.OVER;
        }
        return Next.in(pass(wish()).wakeAfter());
    }

    @Override
    public void close() {
        operations.close();
        observer.close();
    }

    Wish wish() {
        lock.lock();
        try {
            return wish;
        } finally {
            lock.unlock();
        }
    }

    private Plan pass(Wish now) throws InterruptedException {
        Observed observed = observe(now);
        Plan plan = switch (now) {
            case Wish.Run(WantedPod pod) -> PodPlan.run(pod, observed);
            case Wish.Stop(WantedPod pod, Duration grace, boolean _) -> {
                operations.giveWay(grace);
                observer.stopAsking();
                yield PodPlan.stop(pod, observed, grace);
            }
        };
        refresh(now);
        report(now.pod(), observed, plan);
        plan.steps().forEach(step -> operations.start(step, () -> carryOut(now, step), this::poke));
        return plan;
    }

    private Observed observe(Wish now) {
        // What is busy is read first: a step that ends meanwhile is seen with its result next time.
        var busy = operations.busy();
        var containers = observer.containers(now.pod());
        List<String> addresses =
                Optional.ofNullable(setting).map(Setting::addresses).orElse(List.of());
        return new Observed(
                setting != null,
                workbench.config().boot(),
                containers,
                observer.health(now.pod(), told, containers, addresses, this::listener),
                troubles.at(workbench.clock().nanos()),
                busy);
    }

    private ContainerProbes.Listener listener(String container) {
        return new ContainerProbes.Listener() {
            @Override
            public void changed() {
                poke();
            }

            @Override
            public void failed(String probe, String output) {
                events.warning(wish().pod(), container, "Unhealthy", probe + " probe failed: " + output);
            }
        };
    }

    private void refresh(Wish now) throws InterruptedException {
        Setting standing = setting;
        long version = workbench.cache().version();
        long nanos = workbench.clock().nanos();
        boolean isDue = version != refreshedAtVersion || nanos - refreshedAtNanos >= REFRESH.toNanos();
        if (standing == null || !(now instanceof Wish.Run) || !isDue) {
            return;
        }
        refreshedAtVersion = version;
        refreshedAtNanos = nanos;
        try {
            builder.refresh(now.pod(), standing);
        } catch (TransientException failed) {
            // The files stay as they were, which is what a pod is promised.
            events.warning(now.pod(), "", failed.reason(), String.valueOf(failed.getMessage()));
        }
    }

    private void report(WantedPod pod, Observed observed, Plan plan) {
        tellWaiting(pod, plan.waiting());
        boolean isAdopting = !observed.isSetUp()
                && !observed.containers().isEmpty()
                && observed.troubles().isEmpty();
        // Until an adopted pod stands again, what was told before is truer than what is known here; and of a
        // pod that only its containers remind of there is nothing to tell.
        if (isAdopting || pod.containers().isEmpty()) {
            return;
        }
        List<String> addresses =
                Optional.ofNullable(setting).map(Setting::addresses).orElse(List.of());
        var surroundings = new PodStatus.Surroundings(
                addresses,
                workbench.config().hostAddresses().get(),
                workbench.clock().now().truncatedTo(ChronoUnit.SECONDS).toString());
        JsonObject status = PodStatus.of(pod, observed, plan.waiting(), surroundings, told);
        if (!hasReported || !status.equals(told)) {
            workbench.upstream().status(WantedPod.RESOURCE, pod.name(), pod.uid(), status);
            hasReported = true;
            told = status;
            memory.keep(pod.uid(), status);
        }
    }

    private void tellWaiting(WantedPod pod, Map<String, Waiting> next) {
        next.forEach((container, why) -> {
            Waiting before = waiting.get(container);
            if (before != null && before.reason().equals(why.reason())) {
                return;
            }
            switch (why.reason()) {
                case "CrashLoopBackOff" ->
                    events.warning(
                            pod,
                            container,
                            "BackOff",
                            "Back-off restarting failed container " + container + " in pod " + pod.text());
                case "ImagePullBackOff" -> {
                    String image =
                            pod.container(container).map(WantedContainer::image).orElse("");
                    events.normal(pod, container, "BackOff", "Back-off pulling image \"" + image + "\"");
                }
                default -> {
                    // Told when it happened.
                }
            }
        });
        waiting = next;
    }

    private void carryOut(Wish now, Step step) throws InterruptedException {
        String subject = Operations.trouble(step);
        String outcome = "done";
        try {
            perform(now, step);
            troubles.clear(subject);
        } catch (TransientException failed) {
            outcome = failed.reason();
            fail(now.pod(), subject, failed.reason(), String.valueOf(failed.getMessage()));
        } catch (TerminalException failed) {
            outcome = failed.reason();
            fail(now.pod(), subject, failed.reason(), String.valueOf(failed.getMessage()));
        } catch (RuntimeException unexpected) {
            // One pod that meets a bug must not take the node's other pods with it.
            LOG.error("step failed", unexpected, "pod", now.pod().name(), "step", step);
            outcome = "UnexpectedError";
            fail(now.pod(), subject, outcome, String.valueOf(unexpected.getMessage()));
        }
        workbench
                .metrics()
                .increment(
                        "skerry_pod_steps_total",
                        "Steps done for pods.",
                        "step",
                        step.getClass().getSimpleName(),
                        "outcome",
                        outcome);
    }

    private void fail(WantedPod pod, String subject, String reason, String message) {
        troubles.add(subject, reason, message, workbench.clock().nanos());
        if (subject.equals(Observed.POD)) {
            events.warning(pod, "", reason, message);
        }
        LOG.warn("pod step failed", "pod", pod.name(), "container", subject, "reason", reason, "error", message);
    }

    private void perform(Wish now, Step step) throws InterruptedException {
        WantedPod pod = now.pod();
        switch (step) {
            case Step.SetUp() -> setting = builder.setUp(pod);
            case Step.Start start -> {
                Setting standing = setting;
                if (standing != null) {
                    starter.start(pod, start, standing, events, observer::add);
                }
            }
            case Step.Stop stop -> {
                List<String> addresses =
                        Optional.ofNullable(setting).map(Setting::addresses).orElse(List.of());
                stopper.stop(pod, stop, addresses, events);
            }
            case Step.Resize resize -> resizer.resize(pod, resize, events);
            case Step.Remove(String _, String id) -> {
                workbench.runtime().removeContainer(id);
                observer.remove(id);
            }
            case Step.TearDown() -> {
                builder.tearDown(pod);
                if (now instanceof Wish.Stop(WantedPod _, Duration _, boolean isTold) && isTold) {
                    workbench.upstream().podGone(pod.name(), pod.uid());
                }
                isGone = true;
                LOG.info("pod gone", "pod", pod.name(), "uid", pod.uid());
            }
        }
    }
}
