// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.controller.EventRecorder;
import dev.skerry.client.informer.Cache;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/// Makes, follows and deletes the Jobs of CronJobs, and tells of it.
final class JobHands {
    private final KubeClient client;
    private final Cache<KubeObject> jobs;
    private final EventRecorder events;

    JobHands(KubeClient client, Cache<KubeObject> jobs, EventRecorder events) {
        this.client = client;
        this.jobs = jobs;
        this.events = events;
    }

    /// The CronJob with a status that knows what became of its Jobs.
    KubeObject lookAfter(KubeObject cronJob, List<KubeObject> owned) {
        KubeObject changed = cronJob;
        for (KubeObject job : owned) {
            boolean isActive = ActiveJobs.has(changed, job.uid());
            if (isActive && History.isOver(job)) {
                changed = ActiveJobs.without(changed, job.objectName());
                String condition = Conditions.isTrue(job, "Complete") ? "Complete" : "Failed";
                events.normal(
                        cronJob, "SawCompletedJob", "Saw completed job: " + job.name() + ", condition: " + condition);
            }
            if (!isActive && !History.isOver(job) && !job.isBeingDeleted()) {
                events.warning(
                        cronJob,
                        "UnexpectedJob",
                        "Saw a job that the controller did not create or forgot: " + job.name());
            }
            changed = ActiveJobs.succeeded(changed, job);
        }
        for (ObjectName name : ActiveJobs.names(changed)) {
            boolean isKnown = owned.stream().anyMatch(job -> job.objectName().equals(name));
            // The cache may not have heard of the newest one.
            if (!isKnown && client.find(Resources.JOBS, name).isEmpty()) {
                events.warning(cronJob, "MissingJob", "Active job went missing: " + name.name());
                changed = ActiveJobs.without(changed, name);
            }
        }
        return changed;
    }

    void delete(KubeObject cronJob, KubeObject job) {
        client.delete(Resources.JOBS, job.objectName(), Deletion.background(job.uid()));
        events.normal(cronJob, "SuccessfulDelete", "Deleted job " + job.name());
    }

    /// The Job of this time; empty if somebody else has one of its name, or the namespace goes away.
    Optional<KubeObject> create(KubeObject cronJob, ZonedDateTime time) {
        try {
            KubeObject created = client.create(Resources.JOBS, ScheduledJob.of(cronJob, time));
            jobs.assume(created);
            events.normal(cronJob, "SuccessfulCreate", "Created job " + created.name());
            return Optional.of(created);
        } catch (StatusException refused) {
            if (refused.code() == 409) {
                return client.find(Resources.JOBS, ScheduledJob.name(cronJob, time))
                        .filter(job -> job.controller()
                                .map(OwnerReference::uid)
                                .filter(cronJob.uid()::equals)
                                .isPresent());
            }
            if (isNamespaceTerminating(refused)) {
                return Optional.empty();
            }
            events.warning(cronJob, "FailedCreate", "Error creating job: " + refused.getMessage());
            throw refused;
        }
    }

    private static boolean isNamespaceTerminating(StatusException refused) {
        return refused.details().at("causes").elements().stream()
                .anyMatch(cause -> cause.at("reason").text().equals("NamespaceTerminating"));
    }
}
