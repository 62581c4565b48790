// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Decides which pods get the resources that they ask for now, of those that the node has. Pure.
///
/// A pod keeps what it was given until it gets what it asks for, all of it at once. Who asks for no more of anything
/// gets it first, since that makes room; then who is more important, by priority and then by class of service.
final class Allotment {
    private Allotment() {}

    /// What a pod has and wants.
    ///
    /// @param serviceRank 0 for guaranteed, higher for less
    record Claim(String uid, Amount given, Amount asked, long priority, int serviceRank) {
        private boolean isMore() {
            return asked.cpuMillis() > given.cpuMillis() || asked.memoryBytes() > given.memoryBytes();
        }
    }

    /// What becomes of a claim.
    sealed interface Answer {
        record Granted() implements Answer {}

        /// The node has as much, but others hold it.
        record Deferred(String why) implements Answer {}

        /// The node will never have as much.
        record Infeasible(String why) implements Answer {}
    }

    private static final Comparator<Claim> ORDER = Comparator.comparing(Claim::isMore)
            .thenComparing(Comparator.comparingLong(Claim::priority).reversed())
            .thenComparing(Claim::serviceRank)
            .thenComparing(Claim::uid);

    /// @param node what it has for pods
    /// @param held by all pods as they were given it, those of the claims among them
    /// @param claims of those who ask for something else
    static Map<String, Answer> decide(Amount node, Amount held, List<Claim> claims) {
        var answers = new HashMap<String, Answer>();
        Amount taken = held;
        for (Claim claim : claims.stream().sorted(ORDER).toList()) {
            Answer answer = answer(node, taken.minus(claim.given()), claim);
            answers.put(claim.uid(), answer);
            if (answer instanceof Answer.Granted) {
                taken = taken.minus(claim.given()).plus(claim.asked());
            }
        }
        return answers;
    }

    private static Answer answer(Amount node, Amount others, Claim claim) {
        Amount asked = claim.asked();
        Amount given = claim.given();
        if (asked.cpuMillis() > given.cpuMillis() && asked.cpuMillis() > node.cpuMillis()) {
            return infeasible("cpu", asked.cpuMillis(), node.cpuMillis());
        }
        if (asked.memoryBytes() > given.memoryBytes() && asked.memoryBytes() > node.memoryBytes()) {
            return infeasible("memory", asked.memoryBytes(), node.memoryBytes());
        }
        if (asked.cpuMillis() > given.cpuMillis() && others.cpuMillis() + asked.cpuMillis() > node.cpuMillis()) {
            return deferred("cpu", asked.cpuMillis(), others.cpuMillis(), node.cpuMillis());
        }
        if (asked.memoryBytes() > given.memoryBytes()
                && others.memoryBytes() + asked.memoryBytes() > node.memoryBytes()) {
            return deferred("memory", asked.memoryBytes(), others.memoryBytes(), node.memoryBytes());
        }
        return new Answer.Granted();
    }

    private static Answer infeasible(String resource, long asked, long capacity) {
        return new Answer.Infeasible(
                "Node didn't have enough capacity: " + resource + ", requested: " + asked + ", capacity: " + capacity);
    }

    private static Answer deferred(String resource, long asked, long used, long capacity) {
        return new Answer.Deferred("Node didn't have enough resource: " + resource + ", requested: " + asked
                + ", used: " + used + ", capacity: " + capacity);
    }
}
