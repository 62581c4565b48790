// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.remotestore.member.JoinPlan.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinPlanTest {
    private static final String URL = "https://10.0.0.3:2380";
    private static final Member ONE = member(1, "one", "https://10.0.0.1:2380", false);
    private static final Member TWO = member(2, "two", "https://10.0.0.2:2380", false);

    @Test
    void aNewcomerIsAddedAndThenStarted() {
        assertThat(next(ONE, TWO)).isEqualTo(new Step.Add());
        assertThat(next(ONE, TWO, member(3, "", URL, true)))
                .isEqualTo(new Step.Start("one=https://10.0.0.1:2380,two=https://10.0.0.2:2380,three=" + URL));
    }

    @Test
    void oneAfterTheOther() {
        assertThat(next(ONE, member(2, "two", "https://10.0.0.2:2380", true))).isInstanceOf(Step.Wait.class);
        assertThat(next(ONE, member(2, "", "https://10.0.0.2:2380", true))).isInstanceOf(Step.Wait.class);
        // Whom we were waiting for has come.
        assertThat(next(ONE, TWO)).isEqualTo(new Step.Add());
    }

    @Test
    void aServerThatLostItsDataIsANewMember() {
        assertThat(next(ONE, TWO, member(3, "three", URL, false))).isEqualTo(new Step.RemoveFormerSelf(3));
        assertThat(next(ONE, TWO)).isEqualTo(new Step.Add());
    }

    @Test
    void aNameIsTakenOnce() {
        assertThat(next(ONE, member(3, "three", "https://10.0.0.9:2380", false)))
                .isInstanceOfSatisfying(
                        Step.Refuse.class,
                        refuse -> assertThat(refuse.because()).contains("etcd-member remove three"));
    }

    private static Step next(Member... members) {
        return JoinPlan.next("three", URL, List.of(members));
    }

    private static Member member(long id, String name, String url, boolean isLearner) {
        return new Member(id, name, List.of(url), List.of(), isLearner);
    }
}
