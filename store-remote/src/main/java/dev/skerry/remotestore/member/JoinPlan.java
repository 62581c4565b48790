// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a server without data does next to become a member. Pure; asked anew after each step, so a server that
/// was stopped in between goes on where it was.
final class JoinPlan {
    /// The next thing to do.
    sealed interface Step {
        /// Add us, as one that listens.
        record Add() implements Step {}

        /// Start; these are the members, as etcd wants to be told.
        record Start(String initialCluster) implements Step {}

        /// Remove what we were before our data was lost: a member without its data must not come back, since it
        /// has forgotten what it promised.
        record RemoveFormerSelf(long id) implements Step {}

        /// Not now.
        record Wait(String because) implements Step {}

        /// Not at all, until a person has done something.
        record Refuse(String because) implements Step {}
    }

    private JoinPlan() {}

    /// @param name ours
    /// @param peerUrl where others shall reach us
    static Step next(String name, String peerUrl, List<Member> members) {
        Optional<Member> here = members.stream()
                .filter(member -> member.peerUrls().contains(peerUrl))
                .findFirst();
        if (here.isPresent()) {
            return here.get().hasStarted()
                    ? new Step.RemoveFormerSelf(here.get().id())
                    : new Step.Start(initialCluster(name, peerUrl, members));
        }
        Optional<Member> namesake =
                members.stream().filter(member -> member.name().equals(name)).findFirst();
        if (namesake.isPresent()) {
            return new Step.Refuse("there is a server " + name + " at "
                    + namesake.get().peerUrls()
                    + " already; remove it with 'skerry etcd-member remove " + name
                    + "' if that was this one at its old address, or take another --node-name");
        }
        return members.stream()
                .filter(member -> member.isLearner() || !member.hasStarted())
                .findFirst()
                .<Step>map(other -> new Step.Wait("another server is joining: " + other.peerUrls()))
                .orElseGet(Step.Add::new);
    }

    private static String initialCluster(String name, String peerUrl, List<Member> members) {
        Stream<String> others = members.stream()
                .filter(Member::hasStarted)
                .flatMap(member -> member.peerUrls().stream().map(url -> member.name() + "=" + url));
        return Stream.concat(others, Stream.of(name + "=" + peerUrl)).collect(Collectors.joining(","));
    }
}
