// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Resources;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobControllerTest {
    private final JobWorld world = new JobWorld();

    @Test
    void aJobRunsUntilEnoughPodsHaveSucceeded() {
        world.create("{'parallelism':2,'completions':3,'backoffLimit':6}");
        assertThat(world.active()).hasSize(2);
        assertThat(world.count("active")).isEqualTo(2);
        assertThat(world.text("startTime")).isNotEmpty();
        world.succeed(world.active().getFirst());
        assertThat(world.active()).hasSize(2);
        world.succeed(world.active().getFirst());
        assertThat(world.active()).as("one is still needed").hasSize(1);
        world.succeed(world.active().getFirst());
        assertThat(world.count("succeeded")).isEqualTo(3);
        assertThat(world.reason("SuccessCriteriaMet")).isEqualTo("CompletionsReached");
        assertThat(world.reason("Complete")).isEqualTo("CompletionsReached");
        assertThat(world.text("completionTime")).isNotEmpty();
        assertThat(world.pods()).hasSize(3).noneMatch(pod -> new JobPod(pod).isTracked());
    }

    @Test
    void withoutCompletionsOneSuccessIsTheEndOfIt() {
        world.create("{'parallelism':3,'backoffLimit':6}");
        List<KubeObject> pods = world.active();
        assertThat(pods).hasSize(3);
        world.succeed(pods.get(0));
        assertThat(world.pods()).as("nothing new begins").hasSize(3);
        assertThat(world.reason("Complete")).isEqualTo("none");
        world.succeed(pods.get(1));
        world.succeed(pods.get(2));
        assertThat(world.reason("Complete")).isEqualTo("CompletionsReached");
        assertThat(world.count("succeeded")).isEqualTo(3);
    }

    @Test
    void failuresAreRepeatedLaterAndLaterUntilTheLimit() {
        world.create("{'parallelism':1,'completions':1,'backoffLimit':2}");
        world.fail(world.active().getFirst(), 1);
        assertThat(world.active()).as("ten seconds of rest").isEmpty();
        world.advance(9);
        assertThat(world.active()).isEmpty();
        world.advance(1);
        assertThat(world.active()).hasSize(1);
        world.fail(world.active().getFirst(), 1);
        world.advance(19);
        assertThat(world.active()).as("twenty").isEmpty();
        world.restart();
        world.settle();
        assertThat(world.active()).as("a restart forgets nothing").isEmpty();
        world.advance(1);
        world.fail(world.active().getFirst(), 1);
        assertThat(world.reason("Failed")).isEqualTo("BackoffLimitExceeded");
        assertThat(world.reason("FailureTarget")).isEqualTo("BackoffLimitExceeded");
        assertThat(world.count("failed")).isEqualTo(3);
        assertThat(world.text("completionTime")).isEmpty();
        world.advance(10_000);
        assertThat(world.active()).isEmpty();
    }

    @Test
    void aPodThatSomebodyDeletesCountsAsAFailureAndIsReplaced() {
        world.create("{'parallelism':1,'completions':1,'backoffLimit':6,'podReplacementPolicy':'TerminatingOrFailed'}");
        KubeObject pod = world.active().getFirst();
        world.run(pod);
        world.delete(pod);
        world.settle();
        assertThat(world.count("failed")).isEqualTo(1);
        world.advance(10);
        assertThat(world.active()).hasSize(1);
    }

    @Test
    void withPolicyFailedAReplacementWaitsForTheRealEnd() {
        world.create("{'parallelism':1,'completions':1,'backoffLimit':6,'podReplacementPolicy':'Failed'}");
        KubeObject pod = world.active().getFirst();
        world.run(pod);
        world.delete(pod);
        world.advance(100);
        assertThat(world.active()).isEmpty();
        assertThat(world.count("terminating")).isEqualTo(1);
        assertThat(world.count("failed")).isZero();
        world.fail(pod, 143);
        world.advance(10);
        assertThat(world.count("failed")).isEqualTo(1);
        assertThat(world.active()).hasSize(1);
    }

    @Test
    void aDeadlineEndsWhatIsActive() {
        world.create("{'parallelism':2,'completions':2,'backoffLimit':6,'activeDeadlineSeconds':60}");
        world.active().forEach(world::run);
        world.advance(59);
        assertThat(world.reason("FailureTarget")).isEqualTo("none");
        world.advance(1);
        assertThat(world.reason("FailureTarget")).isEqualTo("DeadlineExceeded");
        assertThat(world.pods()).as("they are told to go").allMatch(KubeObject::isBeingDeleted);
        world.pods().forEach(pod -> world.end(pod, "Failed", 143));
        world.settle();
        assertThat(world.reason("Failed")).isEqualTo("DeadlineExceeded");
        assertThat(world.count("failed")).isEqualTo(2);
    }

    @Test
    void aSuspendedJobRunsNothingAndStartsAnew() {
        world.create("{'parallelism':2,'completions':2,'backoffLimit':0,'suspend':true}");
        assertThat(world.pods()).isEmpty();
        assertThat(world.text("startTime")).isEmpty();
        assertThat(world.reason("Suspended")).isEqualTo("JobSuspended");
        world.set(JsonObject.of("suspend", false));
        assertThat(world.active()).hasSize(2);
        assertThat(world.reason("Suspended")).isEqualTo("none");
        world.active().forEach(world::run);
        world.set(JsonObject.of("suspend", true));
        assertThat(world.active()).isEmpty();
        assertThat(world.count("failed"))
                .as("what was told to go has not failed")
                .isZero();
        String before = world.text("startTime");
        world.advance(10);
        world.set(JsonObject.of("suspend", false));
        assertThat(world.active()).hasSize(2);
        assertThat(world.text("startTime")).as("its time begins anew").isGreaterThan(before);
    }

    @Test
    void lessParallelismDismissesPodsWithoutCountingThem() {
        world.create("{'parallelism':4,'completions':10,'backoffLimit':0}");
        world.active().forEach(world::run);
        world.set(JsonObject.of("parallelism", 1));
        assertThat(world.active()).hasSize(1);
        assertThat(world.count("failed")).isZero();
        world.set(JsonObject.of("parallelism", 0));
        assertThat(world.active()).isEmpty();
        world.set(JsonObject.of("parallelism", 3));
        assertThat(world.active()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aRequestThatFailsLeavesNoPodBehind(int before) {
        world.create("{'parallelism':4,'completions':10,'backoffLimit':0}");
        world.active().forEach(world::run);
        world.kube.patch(
                Resources.JOBS,
                JobWorld.JOB,
                "",
                PatchType.MERGE,
                JsonObject.of("spec", JsonObject.of("parallelism", 1)));
        while (world.stepInformers()) {
            // Until the controller knows.
        }
        world.kube.failOnceAfter(before);
        world.stepJobs();
        world.kube.failOnceAfter(-1);
        world.advance(60);
        assertThat(world.active()).hasSize(1).allMatch(pod -> new JobPod(pod).isTracked());
        assertThat(world.count("failed")).isZero();
    }

    @Test
    void somebodyElsesJobIsLeftAlone() {
        world.create("{'parallelism':1,'completions':1,'managedBy':'example.com/other'}");
        assertThat(world.pods()).isEmpty();
        assertThat(world.job().at("status").isNull()).isTrue();
    }

    @Test
    void aJobThatIsOverGoesAfterItsTime() {
        world.create("{'parallelism':1,'completions':1,'backoffLimit':6,'ttlSecondsAfterFinished':100}");
        world.succeed(world.active().getFirst());
        world.advance(99);
        assertThat(world.job().isBeingDeleted()).isFalse();
        world.advance(1);
        assertThat(world.job().isBeingDeleted()).isTrue();
    }

    @Test
    void podsOfAJobThatIsGoneCanGo() {
        world.create("{'parallelism':2,'completions':2,'backoffLimit':6}");
        assertThat(world.pods()).allMatch(pod -> new JobPod(pod).isTracked());
        world.kube.delete(Resources.JOBS, JobWorld.JOB, dev.skerry.client.KubeClient.Deletion.BACKGROUND);
        world.settle();
        assertThat(world.pods()).hasSize(2).noneMatch(pod -> new JobPod(pod).isTracked());
    }

    @Test
    void anOrphanIsAdoptedAndCounted() {
        world.create("{'parallelism':1,'completions':1,'backoffLimit':6}");
        KubeObject pod = world.active().getFirst();
        world.kube.patch(
                Resources.PODS,
                pod.objectName(),
                "",
                PatchType.MERGE,
                JsonObject.of("metadata", JsonObject.of("ownerReferences", List.of(), "finalizers", List.of())));
        world.settle();
        assertThat(world.active()).hasSize(1);
        assertThat(world.active().getFirst().controller()).isPresent();
        assertThat(new JobPod(world.active().getFirst()).isTracked()).isTrue();
        world.succeed(world.active().getFirst());
        assertThat(world.reason("Complete")).isEqualTo("CompletionsReached");
    }

    @Test
    void aRestartInPlaceCountsAgainstTheLimit() {
        world.create("{'parallelism':1,'completions':1,'backoffLimit':2}");
        world.kube.patch(
                Resources.JOBS,
                JobWorld.JOB,
                "",
                PatchType.MERGE,
                JsonObject.of(
                        "spec",
                        JsonObject.of("template", JsonObject.of("spec", JsonObject.of("restartPolicy", "OnFailure")))));
        KubeObject pod = world.active().getFirst();
        world.run(pod);
        world.kube.updateSubresource(
                Resources.PODS,
                "status",
                world.live(pod)
                        .with(
                                dev.skerry.foundation.json.JsonArray.of(
                                        JsonObject.of("name", "main", "restartCount", 2)),
                                "status",
                                "containerStatuses"));
        world.settle();
        assertThat(world.reason("FailureTarget")).isEqualTo("BackoffLimitExceeded");
    }
}
