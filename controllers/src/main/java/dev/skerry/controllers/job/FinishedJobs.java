// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.Propagation;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Deletes Jobs, and their pods with them, some time after they are over (`spec.ttlSecondsAfterFinished`).
public final class FinishedJobs implements Reconciler {
    private static final String NAME = "ttl-after-finished-controller";

    private final KubeClient client;
    private final Cache<KubeObject> jobs;
    private final Clock clock;

    private FinishedJobs(KubeClient client, Cache<KubeObject> jobs, Clock clock) {
        this.client = client;
        this.jobs = jobs;
        this.clock = clock;
    }

    public static Controller wire(ControllerParts parts) {
        var jobs = parts.cache(Resources.JOBS);
        var reconciler = new FinishedJobs(parts.client(NAME), jobs, parts.clock());
        var controller = parts.controller("ttl-after-finished", reconciler, List.of(jobs));
        jobs.onChange(change -> {
            if (expiry(change.newest()).isPresent()) {
                controller.enqueue(change.name());
            }
        });
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        Optional<KubeObject> job = jobs.find(name).filter(found -> !found.isBeingDeleted());
        Optional<Instant> expiry = job.flatMap(FinishedJobs::expiry);
        if (expiry.isEmpty()) {
            return Outcome.SETTLED;
        }
        Duration left = Duration.between(clock.now(), expiry.get());
        if (left.isPositive()) {
            return new Outcome.Again(left);
        }
        client.delete(Resources.JOBS, name, new Deletion(job.get().uid(), -1, Propagation.FOREGROUND));
        return Outcome.SETTLED;
    }

    private static Optional<Instant> expiry(KubeObject job) {
        Optional<Duration> kept = new JobSpec(job).keptWhenOver();
        return Stream.of(JobReport.COMPLETE, JobReport.FAILED)
                .filter(type -> Conditions.isTrue(job, type))
                .flatMap(type -> Conditions.find(job, type).stream())
                .flatMap(condition -> end(condition.at("lastTransitionTime").text()).stream())
                .findFirst()
                .flatMap(end -> kept.map(end::plus));
    }

    private static Optional<Instant> end(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
