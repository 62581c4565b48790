// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient.Deletion;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CronJobControllerTest {
    private static final String EACH_MINUTE =
            "{'schedule':'* * * * *','concurrencyPolicy':'%s','successfulJobsHistoryLimit':3,'failedJobsHistoryLimit':1}";
    private static final long MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond() / 60;

    private final CronWorld world = new CronWorld();

    private static String job(long minute) {
        return "tick-" + (MIDNIGHT + minute);
    }

    @Test
    @Conformance("CronJob should schedule multiple jobs concurrently")
    void whereAllIsAllowedJobsRunBesideEachOther() {
        world.create(EACH_MINUTE.formatted("Allow"));
        world.pass(Duration.ofSeconds(59));
        assertThat(world.names()).isEmpty();
        world.pass(Duration.ofMinutes(2));
        assertThat(world.names()).containsExactly(job(1), job(2));
        assertThat(world.active()).containsExactly(job(1), job(2));
        assertThat(world.status("lastScheduleTime")).isEqualTo("2026-01-01T00:02:00Z");
    }

    @Test
    @Conformance("CronJob should not schedule jobs when suspended")
    void whatIsSuspendedMakesNothingUntilItIsResumed() {
        world.create(EACH_MINUTE.formatted("Allow"));
        world.set("suspend", true);
        world.pass(Duration.ofMinutes(5));
        assertThat(world.names()).isEmpty();
        assertThat(world.active()).isEmpty();
        world.set("suspend", false);
        assertThat(world.names()).containsExactly(job(5));
    }

    @Test
    @Conformance("CronJob should not schedule new jobs when ForbidConcurrent")
    void whereItIsForbiddenTheNextWaitsForTheOneBefore() {
        world.create(EACH_MINUTE.formatted("Forbid"));
        world.pass(Duration.ofMinutes(3));
        assertThat(world.names()).containsExactly(job(1));
        assertThat(world.active()).containsExactly(job(1));
        assertThat(world.events())
                .contains("JobAlreadyActive: Not starting job because prior execution is running and concurrency"
                        + " policy is Forbid");
        world.end(job(1), "Succeeded");
        assertThat(world.active()).containsExactly(job(3));
    }

    @Test
    @Conformance("CronJob should replace jobs when ReplaceConcurrent")
    void whereItIsReplacedTheOneBeforeGoes() {
        world.create(EACH_MINUTE.formatted("Replace"));
        world.pass(Duration.ofMinutes(1));
        assertThat(world.names()).containsExactly(job(1));
        world.pass(Duration.ofMinutes(1));
        assertThat(world.names()).containsExactly(job(2));
        assertThat(world.active()).containsExactly(job(2));
        assertThat(world.events()).contains("SuccessfulDelete: Deleted job " + job(1));
    }

    @Test
    void aJobIsMadeOfTheTemplateAndSaysItsTime() {
        world.create("{'schedule':'30 9 * * *','timeZone':'Asia/Kolkata'}");
        world.pass(Duration.ofHours(4));
        KubeObject job = world.jobs().getFirst();
        assertThat(job.name()).isEqualTo(job(240));
        assertThat(job.labels()).containsEntry("team", "a");
        assertThat(job.annotations())
                .containsEntry("note", "n")
                .containsEntry("batch.kubernetes.io/cronjob-scheduled-timestamp", "2026-01-01T09:30:00+05:30");
        assertThat(job.controller().orElseThrow().uid())
                .isEqualTo(world.cronJob().uid());
        assertThat(world.events()).contains("SuccessfulCreate: Created job " + job(240));
    }

    @Test
    void whatIsOverIsToldAndOnlyTheLastOfEachKindAreKept() {
        world.create(EACH_MINUTE.formatted("Allow"));
        for (int minute = 1; minute <= 7; minute++) {
            world.pass(Duration.ofMinutes(1));
            world.end(job(minute), minute % 3 == 0 ? "Failed" : "Succeeded");
        }
        assertThat(world.names()).containsExactly(job(4), job(5), job(6), job(7));
        assertThat(world.active()).isEmpty();
        assertThat(world.status("lastSuccessfulTime")).isEqualTo("2026-01-01T00:07:00Z");
        assertThat(world.events())
                .contains(
                        "SawCompletedJob: Saw completed job: " + job(3) + ", condition: Failed",
                        "SawCompletedJob: Saw completed job: " + job(7) + ", condition: Complete",
                        "SuccessfulDelete: Deleted job " + job(1));
    }

    @Test
    void aServerThatCrashesBeforeItNotesTheJobNotesItLater() {
        world.create(EACH_MINUTE.formatted("Forbid"));
        world.pass(Duration.ofMinutes(1));
        String uid = world.jobs().getFirst().uid();
        world.forgetStatus();
        world.restart();
        world.settle();
        assertThat(world.jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.uid()).isEqualTo(uid));
        assertThat(world.active()).containsExactly(job(1));
        assertThat(world.status("lastScheduleTime")).isEqualTo("2026-01-01T00:01:00Z");
    }

    @Test
    void aJobThatEndedBeforeItWasNotedIsNotMadeAgain() {
        world.create(EACH_MINUTE.formatted("Allow"));
        world.pass(Duration.ofMinutes(1));
        world.end(job(1), "Succeeded");
        world.forgetStatus();
        world.restart();
        world.settle();
        assertThat(world.names()).containsExactly(job(1));
        assertThat(world.active()).isEmpty();
        assertThat(world.status("lastScheduleTime")).isEqualTo("2026-01-01T00:01:00Z");
    }

    @Test
    void ofManyMissedTimesTheLastIsMadeUpForAndTheOthersAreTold() {
        world.create(EACH_MINUTE.formatted("Allow"));
        world.sleep(Duration.ofMinutes(101));
        assertThat(world.names()).containsExactly(job(101));
        assertThat(world.events()).anyMatch(event -> event.startsWith("TooManyMissedTimes: "));
    }

    @Test
    void aHundredMissedTimesAreNotTooMany() {
        world.create(EACH_MINUTE.formatted("Allow"));
        world.sleep(Duration.ofMinutes(100));
        assertThat(world.names()).containsExactly(job(100));
        assertThat(world.events()).noneMatch(event -> event.startsWith("TooManyMissedTimes: "));
    }

    @Test
    void whatIsPastItsStartingDeadlineIsLeftOut() {
        world.create("{'schedule':'0 * * * *','startingDeadlineSeconds':60}");
        world.sleep(Duration.ofSeconds(3661));
        assertThat(world.names()).isEmpty();
        assertThat(world.events())
                .contains("MissSchedule: Missed scheduled time to start a job: Thu, 01 Jan 2026 01:00:00 +0000");
        world.sleep(Duration.ofSeconds(3660 - 61));
        assertThat(world.names()).as("exactly at the next hour").containsExactly(job(120));
    }

    @Test
    void anActiveJobThatSomebodyDeletedIsToldAndForgotten() {
        world.create(EACH_MINUTE.formatted("Forbid"));
        world.pass(Duration.ofMinutes(1));
        world.kube.delete(Resources.JOBS, new ObjectName("default", job(1)), Deletion.BACKGROUND);
        world.settle();
        assertThat(world.active()).isEmpty();
        assertThat(world.events()).contains("MissingJob: Active job went missing: " + job(1));
    }

    @Test
    void somebodyElsesJobOfTheSameNameIsLeftAlone() {
        world.create(EACH_MINUTE.formatted("Replace"));
        world.kube.create(
                Resources.JOBS,
                KubeObject.of(GroupVersionKind.of("batch/v1", "Job"), new ObjectName("default", job(1)))
                        .with("elsewhere.example/controller", "spec", "managedBy"));
        world.pass(Duration.ofSeconds(70));
        assertThat(world.active()).isEmpty();
        assertThat(world.jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.owners()).isEmpty());
    }

    @Test
    void whatCannotBeReadIsTold() {
        world.create("{'schedule':'61 * * * *'}");
        assertThat(world.events()).anyMatch(event -> event.startsWith("UnparseableSchedule: "));
        world.set("schedule", "* * * * *");
        world.set("timeZone", "Atlantis/Capital");
        assertThat(world.events()).anyMatch(event -> event.startsWith("UnknownTimeZone: "));
        world.pass(Duration.ofMinutes(2));
        assertThat(world.names()).isEmpty();
    }
}
