// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.agent.pod.Observed.Known;
import dev.skerry.agent.pod.Observed.Trouble;
import dev.skerry.agent.probe.Health;
import dev.skerry.agent.probe.Health.Verdict;
import dev.skerry.runtime.ContainerRuntime.Limits;
import dev.skerry.runtime.ContainerRuntime.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Says what is wanted and what is there, and reads what is to be done.
class PodPlanTest {
    private static final String BOOT = "boot";
    private static final Limits BEST_EFFORT = new Limits(0, 2, 0, 1000);
    private static final String ONE = "{'containers':[{'name':'app','image':'i'}]}";
    private static final String TWO = "{'initContainers':[{'name':'first','image':'i'},{'name':'side','image':'i',"
            + "'restartPolicy':'Always'},{'name':'last','image':'i'}],'containers':[{'name':'app','image':'i'}]}";

    private final Map<String, List<Known>> containers = new HashMap<>();
    private final Map<String, Health> health = new HashMap<>();
    private final Map<String, Trouble> troubles = new HashMap<>();
    private final Set<String> busy = new HashSet<>();
    private boolean isSetUp = true;

    @Test
    void aPodIsSetUpBeforeAnythingElse() {
        isSetUp = false;
        assertThat(run(ONE)).containsExactly("set up");
        busy.add(Observed.POD);
        assertThat(run(ONE)).isEmpty();
        busy.clear();
        troubles.put(Observed.POD, trouble("FailedMount", 0, 5));
        assertThat(run(ONE)).isEmpty();
    }

    @Test
    void allMainContainersStartTogether() {
        assertThat(run("{'containers':[{'name':'a','image':'i'},{'name':'b','image':'i'}]}"))
                .containsExactly("start a-0", "start b-0");
    }

    @Test
    void initContainersRunOneAfterTheOtherAndASidecarOnlyHasToStart() {
        assertThat(run(TWO)).containsExactly("start first-0");
        running("first", 0);
        assertThat(run(TWO)).isEmpty();
        ended("first", 0, 0, 0);
        assertThat(run(TWO)).containsExactly("start side-0");
        running("side", 0);
        assertThat(run(TWO)).containsExactly("start last-0");
        ended("last", 0, 0, 0);
        assertThat(run(TWO)).containsExactly("start app-0");
    }

    @Test
    void aSidecarThatHasNotPassedItsStartupProbeHoldsUpTheOthers() {
        ended("first", 0, 0, 0);
        running("side", 0);
        health.put("side-0", new Health(Verdict.UNKNOWN, Verdict.SUCCESS, Verdict.SUCCESS));
        assertThat(run(TWO)).isEmpty();
    }

    @Test
    void initContainersRunAgainAfterAReboot() {
        containers.put("first", List.of(known("first", 0, 0, exited(0), Duration.ZERO, "older boot")));
        containers.put("app", List.of(known("app", 0, 0, exited(255), Duration.ZERO, "older boot")));
        assertThat(run(TWO)).containsExactly("start first-1");
    }

    @ParameterizedTest
    @CsvSource({
        "Always,    0, start app-1",
        "Always,    1, start app-1",
        "OnFailure, 0, ''",
        "OnFailure, 1, start app-1",
        "Never,     0, ''",
        "Never,     1, ''",
    })
    void whatEndedStartsAgainAsThePolicySays(String policy, int exitCode, String step) {
        ended("app", 0, 0, exitCode);
        assertThat(String.join("", run(withPolicy(policy)))).isEqualTo(step);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0,    true",
        "1, 9,    false",
        "1, 10,   true",
        "2, 19,   false",
        "2, 20,   true",
        "5, 159,  false",
        "5, 160,  true",
        "9, 299,  false",
        "9, 300,  true",
    })
    void theFirstTimeAtOnceThenLaterAndLater(int failures, int secondsSinceEnd, boolean starts) {
        containers.put("app", List.of(known("app", 3, failures, exited(1), Duration.ofSeconds(secondsSinceEnd), BOOT)));
        assertThat(run(ONE)).isEqualTo(starts ? List.of("start app-4") : List.of());
    }

    @Test
    void whoWaitsSaysSo() {
        containers.put("app", List.of(known("app", 3, 5, exited(1), Duration.ofSeconds(100), BOOT)));
        Plan plan = plan(ONE);
        assertThat(plan.waiting().get("app"))
                .isEqualTo(new Plan.Waiting(
                        "CrashLoopBackOff", "back-off 2m40s restarting failed container=app pod=web_default(uid-web)"));
        assertThat(plan.wakeAfter()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void tenMinutesOfRunningWipeTheSlate() {
        var longRun = new State.Exited(1, false, 0, Duration.ofMinutes(10).toMillis());
        containers.put("app", List.of(known("app", 3, 5, longRun, Duration.ZERO, BOOT)));
        assertThat(plan(ONE).steps())
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.Start.class, start -> assertThat(start.failures()).isEqualTo(1));
    }

    @Test
    void whatRunsAsWantedIsLeftAlone() {
        running("app", 7);
        assertThat(run(ONE)).isEmpty();
    }

    @Test
    void aNewImageReplacesTheContainerWhateverThePolicy() {
        String changed = "{'restartPolicy':'Never','containers':[{'name':'app','image':'other'}]}";
        running("app", 0);
        assertThat(run(changed)).containsExactly("stop app-0 30");
        ended("app", 0, 0, 143);
        assertThat(run(changed)).containsExactly("start app-1");
    }

    @Test
    void aFailedLivenessProbeEndsTheContainer() {
        running("app", 0);
        health.put("app-0", new Health(Verdict.SUCCESS, Verdict.FAILURE, Verdict.SUCCESS));
        assertThat(plan(ONE).steps())
                .containsExactly(new Step.Stop(
                        "app",
                        "app-0",
                        Duration.ofSeconds(30),
                        "Container app failed liveness probe, will be restarted"));
        busy.add("app");
        assertThat(run(ONE)).isEmpty();
    }

    @Test
    void whatWasMadeButNotStartedIsMadeAnew() {
        containers.put("app", List.of(known("app", 0, 0, new State.Created(), Duration.ZERO, BOOT)));
        assertThat(run(ONE)).containsExactly("remove app-0");
    }

    @Test
    void onlyTheLastEndedContainerIsKept() {
        containers.put(
                "app",
                List.of(
                        known("app", 2, 0, new State.Running(1, 0), Duration.ZERO, BOOT),
                        known("app", 1, 0, exited(1), Duration.ZERO, BOOT),
                        known("app", 0, 0, exited(1), Duration.ZERO, BOOT)));
        assertThat(run(ONE)).containsExactly("remove app-0");
    }

    @Test
    void aPullThatFailsIsShownFirstAsErrorThenAsWaiting() {
        troubles.put("app", trouble("ErrImagePull", 0, 10));
        assertThat(plan(ONE).waiting().get("app").reason()).isEqualTo("ErrImagePull");
        assertThat(plan(ONE).wakeAfter()).isEqualTo(Duration.ofSeconds(1));
        troubles.put("app", trouble("ErrImagePull", 2, 8));
        assertThat(plan(ONE).waiting().get("app").reason()).isEqualTo("ImagePullBackOff");
        troubles.put("app", trouble("ErrImagePull", 10, 0));
        assertThat(run(ONE)).containsExactly("start app-0");
    }

    @Test
    void aFailedInitContainerEndsAPodThatDoesNotTryTwice() {
        ended("first", 0, 0, 1);
        assertThat(run(TWO.replaceFirst("\\{", "{'restartPolicy':'Never',"))).isEmpty();
        assertThat(run(TWO)).containsExactly("start first-1");
    }

    @Test
    void sidecarsEndAfterTheOthersAndTheLastOneFirst() {
        String two = TWO.replace("'name':'last','image':'i'", "'name':'last','image':'i','restartPolicy':'Always'");
        running("side", 0);
        running("last", 0);
        running("app", 0);
        assertThat(stop(two)).containsExactly("stop app-0 5");
        ended("app", 0, 0, 143);
        assertThat(stop(two)).containsExactly("stop last-0 5");
        ended("last", 0, 0, 143);
        assertThat(stop(two)).containsExactly("stop side-0 5");
        ended("side", 0, 0, 143);
        assertThat(stop(two)).containsExactly("tear down");
    }

    @Test
    void aPodIsNotTakenDownUnderAStepThatIsBusy() {
        busy.add("app");
        assertThat(stop(ONE)).isEmpty();
    }

    @Test
    void sidecarsOfAFinishedPodEnd() {
        ended("first", 0, 0, 0);
        running("side", 0);
        ended("last", 0, 0, 0);
        ended("app", 0, 0, 0);
        assertThat(run(TWO.replaceFirst("\\{", "{'restartPolicy':'OnFailure',")))
                .containsExactly("stop side-0 30");
    }

    @Test
    void anEphemeralContainerWaitsForNoOtherAndStartsOnce() {
        String looked = TWO.replaceFirst("\\{", "{'ephemeralContainers':[{'name':'look','image':'i'}],");
        assertThat(run(looked)).containsExactly("start look-0", "start first-0");
        running("first", 0);
        running("look", 0);
        assertThat(run(looked)).isEmpty();
        ended("look", 0, 0, 1);
        assertThat(run(looked)).isEmpty();
    }

    @Test
    void anEphemeralContainerDoesNotKeepAPodGoing() {
        String looked =
                withPolicy("Never").replaceFirst("\\{", "{'ephemeralContainers':[{'name':'look','image':'i'}],");
        running("look", 0);
        ended("app", 0, 0, 0);
        assertThat(run(looked)).containsExactly("stop look-0 30");
    }

    private List<String> run(String spec) {
        return texts(plan(spec));
    }

    private Plan plan(String spec) {
        return PodPlan.run(pod(spec), observed());
    }

    private List<String> stop(String spec) {
        return texts(PodPlan.stop(pod(spec), observed(), Duration.ofSeconds(5)));
    }

    private Observed observed() {
        return new Observed(isSetUp, BOOT, containers, health, troubles, busy);
    }

    private static List<String> texts(Plan plan) {
        return plan.steps().stream()
                .map(step -> switch (step) {
                    case Step.SetUp() -> "set up";
                    case Step.Start(WantedContainer container, int attempt, int _) ->
                        "start " + container.name() + "-" + attempt;
                    case Step.Stop(String _, String id, Duration grace, String _) ->
                        "stop " + id + " " + grace.toSeconds();
                    case Step.Remove(String _, String id) -> "remove " + id;
                    case Step.Resize(WantedContainer container, String id) -> "resize " + id;
                    case Step.TearDown() -> "tear down";
                })
                .toList();
    }

    private static WantedPod pod(String spec) {
        return WantedPod.of(FakeNode.pod("web", spec.replace('\'', '"')));
    }

    private static String withPolicy(String policy) {
        return ONE.replaceFirst("\\{", "{'restartPolicy':'" + policy + "',");
    }

    private void running(String name, int attempt) {
        containers.put(name, List.of(known(name, attempt, 0, new State.Running(1, 0), Duration.ZERO, BOOT)));
    }

    private void ended(String name, int attempt, int failures, int exitCode) {
        containers.put(name, List.of(known(name, attempt, failures, exited(exitCode), Duration.ZERO, BOOT)));
    }

    private static State exited(int code) {
        return new State.Exited(code, false, 0, 1000);
    }

    private static Known known(String name, int attempt, int failures, State state, Duration sinceEnd, String boot) {
        String hash = pod("{'containers':[{'name':'" + name + "','image':'i'}]}")
                .containers()
                .getFirst()
                .hash();
        return new Known(
                name + "-" + attempt, attempt, failures, hash, boot, "i", "i", state, sinceEnd, "", BEST_EFFORT);
    }

    private static Trouble trouble(String reason, int since, int remaining) {
        return new Trouble(reason, "why", Duration.ofSeconds(since), Duration.ofSeconds(remaining));
    }
}
