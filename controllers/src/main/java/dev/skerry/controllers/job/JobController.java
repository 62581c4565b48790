// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventRecorder;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.client.informer.Change;
import dev.skerry.controllers.wiring.Claims;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.controllers.wiring.Owned;
import dev.skerry.controllers.wiring.Selectors;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One pass over one Job: claim its pods, count those that have ended, decide whether it goes on, make what is
/// missing and end what is too many, report, and let go of what is counted.
///
/// The status is written against the version that was read: see [Ledger] for why nothing is counted twice.
public final class JobController implements Reconciler {
    private static final String NAME = "job-controller";

    private final Cache<KubeObject> jobs;
    private final KubeClient client;
    private final Claims claims;
    private final PodHands hands;
    private final EventRecorder events;
    private final Clock clock;

    private JobController(
            KubeClient client, Cache<KubeObject> jobs, Cache<KubeObject> pods, EventRecorder events, Clock clock) {
        this.client = client;
        this.jobs = jobs;
        this.claims = new Claims(client, Resources.PODS, pods);
        this.hands = new PodHands(client, pods, events);
        this.events = events;
        this.clock = clock;
    }

    public static Controller wire(ControllerParts parts) {
        var jobs = parts.cache(Resources.JOBS);
        var pods = parts.cache(Resources.PODS);
        Owned.index(pods);
        var reconciler = new JobController(parts.client(NAME), jobs, pods, parts.recorder(NAME), parts.clock());
        var controller = parts.controller("job", reconciler, List.of(jobs, pods));
        jobs.onChange(change -> controller.enqueue(change.name()));
        pods.onChange(change -> reconciler.concerned(change).forEach(controller::enqueue));
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        Optional<KubeObject> found = jobs.find(name);
        hands.freeForsaken(name, found.map(KubeObject::uid).orElse(""));
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        var spec = new JobSpec(found.get());
        if (!spec.isOurs()) {
            return Outcome.SETTLED;
        }
        if (JobReport.isOver(spec.job()) || spec.job().isBeingDeleted()) {
            hands.freeAll(Owned.by(spec.job(), hands.pods()));
            return Outcome.SETTLED;
        }
        return pass(spec);
    }

    private Outcome pass(JobSpec spec) {
        Instant now = clock.now();
        List<JobPod> pods = hands.known(
                claims.claim(spec.job(), Resources.JOBS, Selectors.of(spec.job()), pod -> new JobPod(pod).isActive()));
        hands.track(pods);
        var failures = new FailureCounts(spec, pods);
        Ledger ledger = Ledger.of(spec, pods, failures, rest(Verdict.known(spec)));
        Verdict verdict = Verdict.of(spec, pods, ledger, failures, now);
        PodChanges changes = PodChanges.of(spec, pods, ledger, failures, verdict, now);
        List<JobPod> after = hands.carryOut(spec, pods, changes, failures);
        KubeObject reported = new JobReport(spec, after, ledger, failures, verdict, now).apply();
        write(spec.job(), reported);
        hands.freeAll(ledger.free().stream().map(JobPod::pod).toList());
        return again(spec, changes, verdict, now);
    }

    private static Ledger.Rest rest(Verdict known) {
        return switch (known) {
            case Verdict.GoesOn() -> Ledger.Rest.GOES_ON;
            case Verdict.Fails _ -> Ledger.Rest.FAILED;
            case Verdict.Succeeds _ -> Ledger.Rest.NOT_COUNTED;
        };
    }

    private void write(KubeObject before, KubeObject after) {
        if (after.at("status").equals(before.at("status"))) {
            return;
        }
        jobs.assume(client.updateSubresource(Resources.JOBS, "status", after));
        if (Conditions.isTrue(after, JobReport.COMPLETE)) {
            events.normal(after, "Completed", "Job completed");
        }
        Conditions.find(after, JobReport.FAILED)
                .ifPresent(failed -> events.warning(
                        after, failed.at("reason").text(), failed.at("message").text()));
        tellSuspension(before, after);
    }

    private void tellSuspension(KubeObject before, KubeObject after) {
        boolean was = Conditions.isTrue(before, "Suspended");
        boolean is = Conditions.isTrue(after, "Suspended");
        if (was != is) {
            events.normal(after, is ? "Suspended" : "Resumed", is ? "Job suspended" : "Job resumed");
        }
    }

    private static Outcome again(JobSpec spec, PodChanges changes, Verdict verdict, Instant now) {
        if (!(verdict instanceof Verdict.GoesOn)) {
            return Outcome.SETTLED;
        }
        Optional<Duration> wait = Optional.of(changes.pause()).filter(Duration::isPositive);
        Optional<Duration> deadline = spec.job().at("status", "startTime").isNull()
                ? spec.activeDeadline().filter(_ -> !spec.isSuspended())
                : Verdict.untilDeadline(spec, now);
        return Stream.of(wait, deadline)
                .flatMap(Optional::stream)
                .min(Duration::compareTo)
                .<Outcome>map(Outcome.Again::new)
                .orElse(Outcome.SETTLED);
    }

    /// The Jobs that a change of a pod concerns: its own, and for a pod that nobody controls those that may adopt it,
    /// or that it was made by.
    private List<ObjectName> concerned(Change<KubeObject> change) {
        hands.noticed(change);
        KubeObject pod = change.newest();
        var names = new ArrayList<>(Owned.controllers(change, "Job"));
        if (pod.controller().isEmpty()) {
            jobs.inNamespace(pod.namespace()).stream()
                    .filter(job -> Selectors.selects(job, pod))
                    .map(KubeObject::objectName)
                    .forEach(names::add);
            String maker = pod.labels().getOrDefault("batch.kubernetes.io/job-name", "");
            if (!maker.isEmpty() && new JobPod(pod).isTracked()) {
                names.add(new ObjectName(pod.namespace(), maker));
            }
        }
        return names;
    }
}
