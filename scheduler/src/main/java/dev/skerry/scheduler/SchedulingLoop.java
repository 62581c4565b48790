// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.controller.EventRecorder;
import dev.skerry.client.informer.Cache;
import dev.skerry.client.informer.Change;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import dev.skerry.scheduler.queue.SchedulingQueue;
import dev.skerry.scheduler.state.ClusterState;
import dev.skerry.scheduler.state.PodView;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Takes one waiting pod after another, decides where it goes, and binds it.
///
/// One thread decides and binds, so two pods never get the same room. A placement counts from the moment
/// it is decided, before the server has confirmed it and long before the watch tells.
public final class SchedulingLoop {
    private static final String NAME = "default-scheduler";
    private static final GroupVersionKind BINDING = new GroupVersionKind("", "v1", "Binding");

    private final KubeClient client;
    private final Cache<KubeObject> pods;
    private final Cache<KubeObject> nodes;
    private final EventRecorder events;
    private final Clock clock;
    private final Metrics metrics;
    private final Scheduler scheduler;
    private final SchedulingQueue queue;
    private final ClusterState cluster = new ClusterState();

    /// @param informers shared with the controllers of this process; started by whoever made them
    /// @param random safe for use by several threads
    public SchedulingLoop(
            KubeClient client,
            SharedInformers informers,
            EventOutbox events,
            Clock clock,
            RandomGenerator random,
            Metrics metrics) {
        this.client = client;
        this.pods = informers.cache(Resources.PODS);
        this.nodes = informers.cache(Resources.NODES);
        this.events = events.recorder(NAME);
        this.clock = clock;
        this.metrics = metrics;
        this.scheduler = new Scheduler(random);
        this.queue = new SchedulingQueue(clock, random);
        metrics.gauge("scheduler_pending_pods", "Pods that wait for a node.", queue::size);
        nodes.onChange(this::nodeChanged);
        pods.onChange(this::podChanged);
    }

    public void start(TaskGroup tasks) {
        tasks.start("scheduler", this::run);
    }

    /// Places one pod; false if none waits. For a simulator.
    public boolean step() {
        if (!pods.isSynced() || !nodes.isSynced()) {
            return false;
        }
        var pod = queue.poll();
        pod.ifPresent(this::schedule);
        return pod.isPresent();
    }

    /// Until a pod is to be looked at again although nothing changes; empty if none waits.
    public Optional<Duration> untilNext() {
        return queue.untilNext();
    }

    private void run() throws InterruptedException {
        pods.awaitSynced();
        nodes.awaitSynced();
        while (true) {
            schedule(queue.take());
            if (Thread.interrupted()) {
                throw new InterruptedException("told to stop");
            }
        }
    }

    private void nodeChanged(Change<KubeObject> change) {
        switch (change) {
            case Change.Gone<KubeObject> gone -> cluster.removeNode(gone.name().name());
            case Change.Appeared<KubeObject> appeared -> {
                cluster.putNode(appeared.now());
                queue.wake();
            }
            case Change.Changed<KubeObject> changed -> {
                cluster.putNode(changed.now());
                if (mayMakeRoom(changed.was(), changed.now())) {
                    queue.wake();
                }
            }
        }
    }

    /// A heartbeat makes no room; labels, taints and allocatable resources may.
    private static boolean mayMakeRoom(KubeObject was, KubeObject now) {
        return !was.at("spec").equals(now.at("spec"))
                || !was.labels().equals(now.labels())
                || !was.at("status", "allocatable").equals(now.at("status", "allocatable"));
    }

    private void podChanged(Change<KubeObject> change) {
        KubeObject pod = change.newest();
        boolean isGone = change instanceof Change.Gone<KubeObject> || PodState.isTerminated(pod);
        boolean isBound = !PodState.nodeName(pod).isEmpty();
        if (isGone) {
            queue.remove(change.name());
            cluster.removePod(change.name());
            if (isBound) {
                queue.wake();
            }
        } else if (isBound) {
            queue.remove(change.name());
            cluster.place(PodView.of(pod), PodState.nodeName(pod));
            if (change instanceof Change.Appeared<KubeObject>
                    && !pod.at("spec", "affinity").isNull()) {
                // Somebody may have waited to be near it.
                queue.wake();
            }
        } else if (isOurs(pod) && isNews(change)) {
            queue.add(change.name(), pod.at("spec", "priority").intOr(0));
        }
    }

    /// The scheduler's own note in a pod's status is no reason to look at the pod again.
    private static boolean isNews(Change<KubeObject> change) {
        return !(change instanceof Change.Changed<KubeObject> changed)
                || !changed.was().at("spec").equals(changed.now().at("spec"))
                || !changed.was().labels().equals(changed.now().labels());
    }

    private static boolean isOurs(KubeObject pod) {
        return pod.at("spec", "schedulerName").textOr(NAME).equals(NAME)
                && pod.at("spec", "schedulingGates").elements().isEmpty()
                && !pod.isBeingDeleted();
    }

    private void schedule(ObjectName name) {
        Optional<KubeObject> found =
                pods.find(name).filter(pod -> PodState.nodeName(pod).isEmpty() && isOurs(pod));
        if (found.isEmpty()) {
            queue.remove(name);
            return;
        }
        KubeObject pod = found.get();
        long start = clock.nanos();
        long wakes = queue.wakes();
        PodView view = PodView.of(pod);
        Placement placement = scheduler.place(view, cluster.snapshot());
        String result = switch (placement) {
            case Placement.Bound(String node) -> bind(pod, view, node);
            case Placement.Unschedulable unschedulable -> park(pod, view, unschedulable, wakes);
        };
        metrics.observe(
                "scheduler_scheduling_attempt_duration_seconds",
                "How long attempts to place a pod take, binding included.",
                clock.nanos() - start,
                "result",
                result);
    }

    private String bind(KubeObject pod, PodView view, String node) {
        cluster.place(view, node);
        var binding = KubeObject.of(BINDING, pod.objectName())
                .with(pod.uid(), "metadata", "uid")
                .with(JsonObject.of("apiVersion", "v1", "kind", "Node", "name", node), "target");
        try {
            client.createSubresource(Resources.PODS, pod.objectName(), "binding", binding);
            events.normal(pod, "Scheduled", "Successfully assigned " + pod.objectName() + " to " + node);
            return "scheduled";
        } catch (StatusException | TransientException failed) {
            giveUp(pod, view, failed);
            return "error";
        }
    }

    private void giveUp(KubeObject pod, PodView view, RuntimeException failed) {
        // The cache may meanwhile have told that the pod is bound or gone; then that stands.
        var now = pods.find(view.name());
        boolean isStillWaiting = now.isPresent()
                && now.get().uid().equals(view.uid())
                && PodState.nodeName(now.get()).isEmpty();
        if (isStillWaiting) {
            cluster.removePod(view.name());
            queue.retry(view.name(), view.priority());
            events.warning(pod, "FailedScheduling", "binding rejected: " + failed.getMessage());
        }
    }

    private String park(KubeObject pod, PodView view, Placement.Unschedulable unschedulable, long wakes) {
        queue.park(view.name(), view.priority(), wakes);
        String message = unschedulable.message();
        events.warning(pod, "FailedScheduling", message);
        var condition = Conditions.of("PodScheduled", "False", "Unschedulable", message, clock.now());
        var conditions = Conditions.with(pod.at("status", "conditions"), condition);
        if (!conditions.equals(pod.at("status", "conditions"))) {
            report(pod, conditions);
        }
        return "unschedulable";
    }

    private void report(KubeObject pod, JsonArray conditions) {
        var patch = JsonObject.of(
                "metadata", JsonObject.of("uid", pod.uid()), "status", JsonObject.of("conditions", conditions));
        try {
            pods.assume(client.patch(Resources.PODS, pod.objectName(), "status", PatchType.MERGE, patch));
        } catch (StatusException | TransientException _) {
            // The condition is for readers; the event tells the same, and the next attempt writes it again.
            metrics.increment("scheduler_condition_failures_total", "Conditions that could not be written.");
        }
    }
}
