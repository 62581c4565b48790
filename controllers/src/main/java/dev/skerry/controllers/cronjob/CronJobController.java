// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

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
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.controllers.wiring.Owned;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One pass over one CronJob: see what became of its Jobs, drop the oldest, make the one that is due.
///
/// The Job is made first and noted in the status after that. Who crashes in between finds the Job by its name,
/// which says its time, and notes it then.
public final class CronJobController implements Reconciler {
    private static final String NAME = "cronjob-controller";

    private final Cache<KubeObject> cronJobs;
    private final Cache<KubeObject> jobs;
    private final KubeClient client;
    private final JobHands hands;
    private final EventRecorder events;
    private final Clock clock;

    private CronJobController(ControllerParts parts, Cache<KubeObject> cronJobs, Cache<KubeObject> jobs) {
        this.cronJobs = cronJobs;
        this.jobs = jobs;
        this.client = parts.client(NAME);
        this.events = parts.recorder(NAME);
        this.hands = new JobHands(client, jobs, events);
        this.clock = parts.clock();
    }

    public static Controller wire(ControllerParts parts) {
        var cronJobs = parts.cache(Resources.CRON_JOBS);
        var jobs = parts.cache(Resources.JOBS);
        Owned.index(jobs);
        var reconciler = new CronJobController(parts, cronJobs, jobs);
        var controller = parts.controller("cronjob", reconciler, List.of(cronJobs, jobs));
        cronJobs.onChange(change -> controller.enqueue(change.name()));
        jobs.onChange(change -> Owned.controllers(change, "CronJob").forEach(controller::enqueue));
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        Optional<KubeObject> found = cronJobs.find(name);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        List<KubeObject> owned = Owned.by(found.get(), jobs);
        KubeObject cronJob = write(found.get(), hands.lookAfter(found.get(), owned));
        if (cronJob.isBeingDeleted()) {
            return Outcome.SETTLED;
        }
        History.tooOld(cronJob, owned).forEach(job -> hands.delete(cronJob, job));
        if (cronJob.at("spec", "suspend").booleanOr(false)) {
            return Outcome.SETTLED;
        }
        return schedule(cronJob);
    }

    private Outcome schedule(KubeObject cronJob) {
        Optional<ZoneId> zone = zone(cronJob);
        Optional<Schedule> schedule = zone.flatMap(_ -> parsed(cronJob));
        return schedule.isEmpty() ? Outcome.SETTLED : start(cronJob, schedule.get(), zone.get());
    }

    private Optional<ZoneId> zone(KubeObject cronJob) {
        String name = cronJob.at("spec", "timeZone").text();
        if (name.isEmpty()) {
            return Optional.of(ZoneId.of("UTC"));
        }
        // Offsets such as `UTC+3` are zones to Java, and none to Kubernetes.
        if (!ZoneRulesProvider.getAvailableZoneIds().contains(name)) {
            events.warning(cronJob, "UnknownTimeZone", "invalid timeZone: \"" + name + "\": unknown time zone " + name);
            return Optional.empty();
        }
        return Optional.of(ZoneId.of(name));
    }

    private Optional<Schedule> parsed(KubeObject cronJob) {
        String text = cronJob.at("spec", "schedule").text();
        try {
            return Optional.of(Schedule.parse(text));
        } catch (IllegalArgumentException wrong) {
            events.warning(
                    cronJob, "UnparseableSchedule", "unparseable schedule: " + text + " : " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private Outcome start(KubeObject cronJob, Schedule schedule, ZoneId zone) {
        Instant now = clock.now();
        switch (Due.of(cronJob, schedule, zone, now)) {
            case Due.NotYet() -> {}
            case Due.TooLate(ZonedDateTime time) ->
                events.warning(cronJob, "MissSchedule", "Missed scheduled time to start a job: " + words(time));
            case Due.Now(ZonedDateTime time, boolean isManyMissed) -> {
                if (isManyMissed) {
                    events.warning(
                            cronJob,
                            "TooManyMissedTimes",
                            "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock"
                                    + " skew");
                }
                start(cronJob, time);
            }
        }
        return schedule.after(now.atZone(zone))
                .map(next -> Duration.between(now, next))
                .<Outcome>map(Outcome.Again::new)
                .orElse(Outcome.SETTLED);
    }

    private void start(KubeObject cronJob, ZonedDateTime time) {
        String policy = cronJob.at("spec", "concurrencyPolicy").text();
        List<ObjectName> active = ActiveJobs.names(cronJob);
        if (policy.equals("Forbid") && !active.isEmpty()) {
            events.normal(
                    cronJob,
                    "JobAlreadyActive",
                    "Not starting job because prior execution is running and concurrency policy is Forbid");
            return;
        }
        KubeObject changed = cronJob;
        if (policy.equals("Replace")) {
            for (ObjectName name : active) {
                client.find(Resources.JOBS, name).ifPresent(job -> hands.delete(cronJob, job));
                changed = ActiveJobs.without(changed, name);
            }
        }
        Optional<KubeObject> job = hands.create(cronJob, time);
        if (job.isPresent()) {
            changed = History.isOver(job.get()) ? changed : ActiveJobs.with(changed, job.get());
            changed = changed.with(Conditions.text(time.toInstant()), "status", "lastScheduleTime");
        }
        write(cronJob, changed);
    }

    private KubeObject write(KubeObject before, KubeObject after) {
        if (after.at("status").equals(before.at("status"))) {
            return before;
        }
        KubeObject written = client.updateSubresource(Resources.CRON_JOBS, "status", after);
        cronJobs.assume(written);
        return written;
    }

    private static String words(ZonedDateTime time) {
        return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss xx", Locale.ROOT)
                .format(time);
    }
}
