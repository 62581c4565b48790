// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.ManualClock;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TaskFailedException;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.time.SystemClock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaderElectionTest {
    private static final ObjectName LEASE = new ObjectName("kube-system", "kube-controller-manager");

    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final LeaderElection first = candidate(kube, "first");
    private final LeaderElection second = candidate(kube, "second");

    private LeaderElection candidate(KubeClient client, String name) {
        var candidacy = new LeaderElection.Candidacy(LEASE, name, LeaseTerms.STANDARD);
        return new LeaderElection(client, candidacy, clock, new Random(1));
    }

    @Test
    void oneLeadsAndTheOtherWaits() {
        assertThat(first.attempt()).isTrue();
        assertThat(second.attempt()).isFalse();
        assertThat(first.holds()).isTrue();
        assertThat(second.holds()).isFalse();
        assertThat(lease("holderIdentity")).isEqualTo("first");
    }

    @Test
    void aLeaderThatRenewsStaysOne() {
        for (int i = 0; i < 100; i++) {
            assertThat(first.attempt()).isTrue();
            assertThat(second.attempt()).isFalse();
            clock.advance(Duration.ofSeconds(2));
        }
    }

    @Test
    void whoDiesIsReplacedWhenItsLeaseHasRunOutAndNotBefore() {
        first.attempt();
        second.attempt();
        clock.advance(Duration.ofMillis(14_900));
        assertThat(second.attempt()).isFalse();
        assertThat(first.holds()).as("stopped by itself, five seconds earlier").isFalse();
        clock.advance(Duration.ofMillis(200));
        assertThat(second.attempt()).isTrue();
        assertThat(lease("holderIdentity")).isEqualTo("second");
        assertThat(kube.find(Resources.LEASES, LEASE)
                        .orElseThrow()
                        .at("spec", "leaseTransitions")
                        .longOr(0))
                .isEqualTo(1);
        assertThat(first.attempt()).isFalse();
    }

    @Test
    void whoStopsInOrderIsReplacedAtOnce() {
        first.attempt();
        second.attempt();
        first.release();
        assertThat(first.holds()).isFalse();
        assertThat(second.attempt()).isTrue();
    }

    @Test
    void whoWasReplacedTakesNothingAwayWhenItStops() {
        first.attempt();
        second.attempt();
        clock.advance(Duration.ofSeconds(16));
        second.attempt();
        first.release();
        assertThat(lease("holderIdentity")).isEqualTo("second");
    }

    @Test
    void aLeaderThatCannotRenewStopsBeforeAnotherMayBegin() {
        first.attempt();
        kube.failNext(4);
        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofMillis(2_400));
            assertThat(first.attempt()).as("after %s failures", i + 1).isTrue();
        }
        kube.failNext(1);
        clock.advance(Duration.ofMillis(2_400));
        assertThat(first.attempt()).isFalse();
        assertThat(first.attempt())
                .as("when the API is back, and nobody else was there")
                .isTrue();
    }

    @Test
    void leadershipEndsByTheClockAloneWhileAnAnswerIsWaitedFor() {
        first.attempt();
        clock.advance(Duration.ofMillis(9_999));
        assertThat(first.holds()).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(first.holds()).isFalse();
    }

    @Test
    void timesInALeaseFromAnotherClockMeanNothing() {
        var stale = KubeObject.of(new GroupVersionKind("coordination.k8s.io", "v1", "Lease"), LEASE)
                .with("third", "spec", "holderIdentity")
                .with(Json.of(15L), "spec", "leaseDurationSeconds")
                .with("1970-01-01T00:00:00.000000Z", "spec", "renewTime");
        kube.create(Resources.LEASES, stale);
        assertThat(first.attempt()).isFalse();
        clock.advance(Duration.ofMillis(15_001));
        assertThat(first.attempt()).isTrue();
    }

    @Test
    void nothingIsWrittenThroughAFenceByWhoDoesNotLeadAnyMore() {
        first.attempt();
        var fenced = new FencedClient(kube, first);
        fenced.delete(Resources.PODS, new ObjectName("default", "none"), Deletion.BACKGROUND);
        clock.advance(Duration.ofSeconds(10));
        assertThatThrownBy(() -> fenced.delete(Resources.PODS, new ObjectName("default", "none"), Deletion.BACKGROUND))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("does not lead any more");
        assertThat(fenced.find(Resources.PODS, new ObjectName("default", "none")))
                .isEmpty();
    }

    @Test
    void aTermEndsWithTheLeaseAndBeginsAgain() throws Exception {
        var real = new FakeKube(SystemClock.CLOCK);
        var quick = new LeaseTerms(Duration.ofMillis(600), Duration.ofMillis(300), Duration.ofMillis(20));
        var election = new LeaderElection(
                real, new LeaderElection.Candidacy(LEASE, "first", quick), SystemClock.CLOCK, new Random(1));
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (var tasks = new TaskGroup()) {
            tasks.start(
                    "election",
                    () -> election.run((term, _) -> term.start("work", () -> {
                        told.add("begins");
                        try {
                            SystemClock.CLOCK.sleep(Duration.ofDays(1));
                        } finally {
                            told.add("ends");
                        }
                    })));
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("begins");
            real.failNext(Integer.MAX_VALUE);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("ends");
            real.failNext(0);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("begins");
        }
        assertThat(real.find(Resources.LEASES, LEASE)
                        .orElseThrow()
                        .at("spec", "holderIdentity")
                        .text())
                .as("given back")
                .isEmpty();
    }

    @Test
    void aFailureInATermIsNoLossOfTheLease() {
        var real = new FakeKube(SystemClock.CLOCK);
        var election = new LeaderElection(
                real,
                new LeaderElection.Candidacy(LEASE, "first", LeaseTerms.STANDARD),
                SystemClock.CLOCK,
                new Random(1));
        assertThatThrownBy(() -> election.run((term, _) -> term.start("work", () -> {
                    throw new IllegalStateException("a bug");
                })))
                .isInstanceOf(TaskFailedException.class)
                .hasRootCauseMessage("a bug");
    }

    private String lease(String field) {
        return kube.find(Resources.LEASES, LEASE)
                .orElseThrow()
                .at("spec", field)
                .text();
    }
}
