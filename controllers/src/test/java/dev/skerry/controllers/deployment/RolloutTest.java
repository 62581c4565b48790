// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutTest {
    private static Version version(String name, int wanted, int available) {
        var replicaSet =
                KubeObject.of(new GroupVersionKind("apps", "v1", "ReplicaSet"), new ObjectName("default", name));
        return new Version(replicaSet, wanted, wanted, available, available);
    }

    @Test
    void aBrokenOldVersionDoesNotBlockTheNewOne() {
        var moves = new Rollout(new Goal(4, 1, 1), version("new", 2, 0), List.of(version("old", 3, 1))).rollingUpdate();
        assertThat(moves).isEmpty();
        moves = new Rollout(new Goal(4, 0, 3), version("new", 0, 0), List.of(version("old", 4, 1))).rollingUpdate();
        assertThat(moves).singleElement().extracting(Rollout.Scale::replicas).isEqualTo(1);
    }

    /// Found by the simulation, seed 1098: the status of the old version still counted a pod that was going.
    @Test
    void aPodThatIsOnItsWayOutIsNotCountedOn() {
        var moves = new Rollout(new Goal(4, 2, 0), version("new", 3, 2), List.of(version("old", 3, 4))).rollingUpdate();
        assertThat(moves).singleElement().extracting(Rollout.Scale::replicas).isEqualTo(2);
    }

    @Test
    void recreationWaitsForTheLastOldPod() {
        var rollout = new Rollout(new Goal(2, 0, 0), version("new", 0, 0), List.of(version("old", 0, 0)));
        assertThat(rollout.recreate(true)).isEmpty();
        assertThat(rollout.recreate(false))
                .singleElement()
                .extracting(Rollout.Scale::replicas)
                .isEqualTo(2);
    }

    /// Plays whole rollouts with pods that become available when chance wills, and looks at every step
    /// whether the promises hold: never more pods than the surge allows, never fewer available ones.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aRolloutKeepsItsPromisesAndEnds(long seed) {
        var random = new Random(seed);
        int replicas = 1 + random.nextInt(12);
        int surge = random.nextInt(4);
        Goal goal = new Goal(replicas, surge, surge == 0 ? 1 : Math.min(replicas, random.nextInt(4)));
        Version newest = version("new", 0, 0);
        Version old = version("old", replicas, replicas);
        for (int step = 0; step < 1000 && (newest.available() < replicas || old.wanted() > 0); step++) {
            for (Rollout.Scale move : new Rollout(goal, newest, List.of(old)).rollingUpdate()) {
                int available = Math.min(move.replicas(), move.version().available());
                var scaled = version(move.version().name(), move.replicas(), available);
                if (scaled.name().equals("new")) {
                    newest = scaled;
                } else {
                    old = scaled;
                }
            }
            assertThat(newest.wanted() + old.wanted()).as("seed %d", seed).isLessThanOrEqualTo(goal.most());
            assertThat(newest.available() + old.available())
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(goal.leastAvailable());
            if (newest.available() < newest.wanted() && random.nextBoolean()) {
                newest = version("new", newest.wanted(), newest.available() + 1);
            }
        }
        assertThat(newest.available()).as("seed %d", seed).isEqualTo(replicas);
        assertThat(old.wanted()).as("seed %d", seed).isZero();
    }
}
