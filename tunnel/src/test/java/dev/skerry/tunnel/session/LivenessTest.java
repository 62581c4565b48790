// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.time.Backoff;
import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.profile.LinkProfile;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final long SECOND = 1_000_000_000L;
    private final Liveness liveness = new Liveness(LinkProfile.wired(), 0);

    @Test
    void anIdleLinkIsPingedOnceAMinute() {
        assertThat(liveness.verdict(59 * SECOND)).isEqualTo(Liveness.Verdict.WAIT);
        assertThat(liveness.askAgainAt()).isEqualTo(60 * SECOND);
        assertThat(liveness.verdict(60 * SECOND)).isEqualTo(Liveness.Verdict.PING);
        liveness.said(new Frame.Ping(1), 60 * SECOND);
        assertThat(liveness.verdict(61 * SECOND)).isEqualTo(Liveness.Verdict.WAIT);
        liveness.heard(new Frame.Pong(1), false, 62 * SECOND);
        assertThat(liveness.askAgainAt()).isEqualTo(122 * SECOND);
    }

    @Test
    void somethingUnansweredIsFollowedByAPingAndThenByTheEnd() {
        liveness.said(new Frame.Synced(1, 1), 10 * SECOND);
        assertThat(liveness.verdict(13 * SECOND)).isEqualTo(Liveness.Verdict.WAIT);
        assertThat(liveness.verdict(14 * SECOND)).isEqualTo(Liveness.Verdict.PING);
        liveness.said(new Frame.Ping(1), 14 * SECOND);
        assertThat(liveness.askAgainAt()).isEqualTo(18 * SECOND);
        assertThat(liveness.verdict(18 * SECOND)).isEqualTo(Liveness.Verdict.DEAD);
    }

    @Test
    void aDebtCountsFromItsFirstFrameAndIsPaidWhenNothingIsOwed() {
        liveness.said(new Frame.Synced(1, 1), 10 * SECOND);
        liveness.said(new Frame.Synced(2, 1), 17 * SECOND);
        assertThat(liveness.verdict(18 * SECOND)).isEqualTo(Liveness.Verdict.DEAD);
        liveness.heard(new Frame.Acknowledge(2), false, 18 * SECOND);
        assertThat(liveness.askAgainAt()).isEqualTo(78 * SECOND);
    }

    @Test
    void whatWasOnItsWayBeforeTheLinkWentDarkPaysNothing() {
        liveness.said(new Frame.Synced(2, 1), 10 * SECOND);
        liveness.heard(new Frame.Acknowledge(1), true, 11 * SECOND);
        assertThat(liveness.verdict(15 * SECOND)).isEqualTo(Liveness.Verdict.PING);
        assertThat(liveness.verdict(19 * SECOND)).isEqualTo(Liveness.Verdict.DEAD);
    }

    @Test
    void aPongPaysForAllThatWasSaidBeforeItsPingAndForNothingAfter() {
        liveness.said(new Frame.Synced(1, 1), 10 * SECOND);
        liveness.said(new Frame.Ping(1), 14 * SECOND);
        liveness.heard(new Frame.Pong(1), true, 15 * SECOND);
        assertThat(liveness.askAgainAt()).as("slow, and there").isEqualTo(75 * SECOND);

        liveness.said(new Frame.Synced(2, 1), 20 * SECOND);
        liveness.said(new Frame.Ping(2), 24 * SECOND);
        liveness.said(new Frame.Synced(3, 1), 24 * SECOND);
        liveness.heard(new Frame.Pong(2), true, 25 * SECOND);
        assertThat(liveness.verdict(29 * SECOND)).isEqualTo(Liveness.Verdict.PING);
    }

    @Test
    void answersAloneKeepNobodyAwake() {
        liveness.said(new Frame.Acknowledge(1), SECOND);
        liveness.said(new Frame.Pong(1), SECOND);
        assertThat(liveness.askAgainAt()).isEqualTo(60 * SECOND);
    }

    @Test
    void everyProfileNoticesWhatItPromises() {
        for (var profile : List.of(LinkProfile.wired(), LinkProfile.lte())) {
            assertThat(profile.silenceMax()).isLessThanOrEqualTo(Duration.ofSeconds(10));
        }
        var keepAlive = LinkProfile.wired().keepAlive();
        assertThat(keepAlive.idle().plus(keepAlive.interval().multipliedBy(keepAlive.probes())))
                .isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void redialStartsAtOnceAndSlowsDown() {
        var redial = new Redial(new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30)), new Random(1));
        assertThat(redial.next(Duration.ofMinutes(5))).isLessThan(Duration.ofMillis(500));
        assertThat(redial.next(Duration.ZERO)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
        for (int i = 0; i < 20; i++) {
            assertThat(redial.next(Duration.ZERO)).isLessThanOrEqualTo(Duration.ofSeconds(30));
        }
        assertThat(redial.next(Duration.ZERO)).isGreaterThan(Duration.ofSeconds(14));
        redial.reached();
        assertThat(redial.next(Duration.ofSeconds(2))).isLessThan(Duration.ofSeconds(1));
    }
}
