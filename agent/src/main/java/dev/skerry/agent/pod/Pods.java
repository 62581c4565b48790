// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.agent.volume.Volumes;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.Jobs;
import dev.skerry.foundation.lifecycle.Jobs.Next;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.runtime.ContainerRuntime;
import dev.skerry.runtime.ContainerRuntime.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// All pods of this node: starts a worker for each pod that the cache holds, tells it when something
/// changes, and lets it take down what is no longer wanted.
///
/// A pod is stopped when its object says that it is being deleted, or when the object is no longer there.
/// The cache removes an object only when the server has said so explicitly; and of what runs without an
/// object and without a worker nothing is touched until the cache is known to be complete.
public final class Pods {
    private static final Log LOG = Log.of("agent.pod");
    static final Duration TICK = Duration.ofSeconds(10);

    /// The server has removed the pod from the API already, as with a forced deletion: it may have been
    /// started elsewhere, so it is not given its full time.
    private static final Duration FORCED_GRACE = Duration.ofSeconds(2);

    private final Workbench workbench;
    private final Volumes volumes;
    private final PodWorker.PodParts parts;
    private final LogRotation rotation;
    private final Jobs.Job objects;

    /// Used in the turns of one job alone.
    private final PodObjects pods;

    @GuardedBy("this")
    private final Map<String, PodWorker> workers = new HashMap<>();

    /// Pods that are gone from here, until the cache has heard of it too.
    @GuardedBy("this")
    private final Set<String> gone = new HashSet<>();

    public Pods(Workbench workbench) {
        this.workbench = workbench;
        this.volumes = new Volumes(workbench.config().folder(), workbench.cache(), workbench.tokens());
        var images = new ImageProvider(workbench.images(), workbench.cache(), workbench.clock());
        this.parts = new PodWorker.PodParts(
                new PodBuilder(workbench, volumes),
                new ContainerStarter(workbench, images),
                new ContainerStopper(workbench),
                new ContainerResizer(workbench),
                this::end);
        this.rotation = new LogRotation(workbench.runtime(), workbench.clock());
        this.pods = new PodObjects(workbench.cache(), workbench.config().nodeName());
        this.objects = workbench.jobs().job("pod objects", this::look);
        workbench.metrics().gauge("skerry_pods", "Pods on this node.", this::count);
    }

    private synchronized double count() {
        return workers.size();
    }

    /// Runs the pods until interrupted. The workers are jobs and stop with those; the containers go on.
    public void run() throws InterruptedException {
        start();
        try (var tasks = new TaskGroup()) {
            tasks.start("container exits", this::watchExits);
            tasks.start("log rotation", rotation::run);
            tasks.start("pod objects", this::watchObjects);
            tasks.await();
        }
    }

    /// Begins to run the pods. Whoever does not call [#run] tells what happens: [#objectsChanged], [#ended].
    public void start() {
        objects.start();
    }

    /// The cache holds something new.
    public void objectsChanged() {
        objects.poke();
    }

    /// A container has ended.
    public void ended(String container) {
        workbench
                .runtime()
                .container(container)
                .ifPresent(one -> pokeOwner(ContainerLabels.uid(one.spec().labels())));
    }

    private void watchObjects() throws InterruptedException {
        long known = 0;
        while (true) {
            known = workbench.cache().awaitChange(known, TICK);
            objectsChanged();
        }
    }

    private void watchExits() throws InterruptedException {
        while (true) {
            workbench.runtime().awaitExits(TICK).forEach(this::ended);
        }
    }

    /// A pod is told of its own changes, and of those of anything that may be mounted or pulled with.
    private Next look() {
        // Asked first: what is said to be complete must not be older than what is read.
        boolean isComplete = workbench.cache().isComplete();
        PodObjects.Look look = pods.look();
        Map<String, WantedPod> wanted = workbench.given().give(look.pods(), isComplete);
        align(wanted, isComplete ? here() : Map.of(), containersByPod());
        current().forEach((uid, worker) -> {
            if (look.areOthersChanged() || look.changed().contains(uid)) {
                worker.objectsChanged();
            }
        });
        return Next.in(TICK);
    }

    private void pokeOwner(String uid) {
        PodWorker worker;
        synchronized (this) {
            worker = workers.get(uid);
        }
        if (worker != null) {
            worker.poke();
        }
    }

    /// A pod's status as this node sees it; empty for a pod that is not here.
    synchronized JsonObject status(String uid) {
        PodWorker worker = workers.get(uid);
        return worker == null ? JsonObject.EMPTY : worker.status();
    }

    private synchronized Map<String, PodWorker> current() {
        return Map.copyOf(workers);
    }

    /// What there is of pods on this node, wanted or not, by uid.
    private Map<String, ObjectName> here() {
        var here = new HashMap<String, ObjectName>();
        try {
            volumes.known().forEach(uid -> here.put(uid, new ObjectName("", "")));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        workbench.network().attached().forEach(uid -> here.put(uid, new ObjectName("", "")));
        workbench
                .runtime()
                .sandboxes()
                .forEach(sandbox -> here.put(sandbox.id(), ContainerLabels.pod(sandbox.labels())));
        return here;
    }

    private Map<String, List<String>> containersByPod() {
        return workbench.runtime().containers().stream()
                .map(Container::spec)
                .collect(Collectors.groupingBy(
                        spec -> ContainerLabels.uid(spec.labels()),
                        Collectors.mapping(ContainerRuntime.ContainerSpec::id, Collectors.toList())));
    }

    /// Brings the workers in line with what is wanted and what is here.
    private synchronized void align(
            Map<String, WantedPod> wanted, Map<String, ObjectName> here, Map<String, List<String>> containers) {
        gone.retainAll(wanted.keySet());
        workers.forEach((uid, worker) -> {
            if (!wanted.containsKey(uid)) {
                worker.want(new Wish.Stop(worker.wish().pod(), FORCED_GRACE, false));
            }
        });
        for (WantedPod pod : wanted.values()) {
            PodWorker worker = workers.get(pod.uid());
            if (worker != null) {
                worker.want(Wish.of(pod));
            } else if (!gone.contains(pod.uid())) {
                startWorker(Wish.of(pod), containers.getOrDefault(pod.uid(), List.of()));
            }
        }
        var unwanted = new HashMap<>(here);
        unwanted.keySet().removeAll(workers.keySet());
        unwanted.keySet().removeAll(gone);
        unwanted.forEach((uid, name) -> {
            LOG.info("stopping a pod that is no longer wanted", "pod", name, "uid", uid);
            Wish stop = new Wish.Stop(WantedPod.unknown(name, uid), FORCED_GRACE, false);
            startWorker(stop, containers.getOrDefault(uid, List.of()));
        });
    }

    @GuardedBy("this")
    private void startWorker(Wish wish, List<String> containers) {
        String uid = wish.pod().uid();
        var worker = new PodWorker(workbench, parts, wish);
        containers.forEach(worker::adopt);
        workers.put(uid, worker);
        worker.start();
    }

    private synchronized void end(String uid) {
        workers.remove(uid);
        gone.add(uid);
    }
}
