// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.deployment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Decides which ReplicaSets of a Deployment to scale, and to what. Pure.
///
/// Of a rolling update each pass makes at most one move: first the newest version grows as far as the
/// surge allows; when it cannot, the old ones shrink as far as availability allows, and of them those
/// pods first that are of no use anyway, so that a broken old version does not block a good new one.
final class Rollout {
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MOST = "deployment.kubernetes.io/max-replicas";

    /// One ReplicaSet and the size that it shall get.
    record Scale(Version version, int replicas) {}

    private final Goal goal;
    private final Version newest;
    private final List<Version> old;

    /// @param old every other version, in any order
    Rollout(Goal goal, Version newest, List<Version> old) {
        this.goal = goal;
        this.newest = newest;
        this.old = old.stream().sorted(Version.OLDEST_FIRST).toList();
    }

    /// The next move of a rolling update; empty when there is none now.
    List<Scale> rollingUpdate() {
        int size = newestSize();
        if (size != newest.wanted()) {
            return List.of(new Scale(newest, size));
        }
        return shrinkOld();
    }

    /// The next move of a recreation: all old pods go, and only when none is left do new ones come.
    ///
    /// @param hasOldPods whether pods of old versions still exist, whatever their ReplicaSets say
    List<Scale> recreate(boolean hasOldPods) {
        List<Scale> downs = old.stream()
                .filter(version -> version.wanted() > 0)
                .map(version -> new Scale(version, 0))
                .toList();
        if (!downs.isEmpty() || hasOldPods) {
            return downs;
        }
        return newest.wanted() == goal.replicas() ? List.of() : List.of(new Scale(newest, goal.replicas()));
    }

    /// The size a version begins with, or grows to, when the surge is counted.
    int newestSize() {
        if (newest.wanted() >= goal.replicas()) {
            return goal.replicas();
        }
        int all = newest.wanted() + old.stream().mapToInt(Version::wanted).sum();
        int room = goal.most() - all;
        return room <= 0 ? newest.wanted() : newest.wanted() + Math.min(room, goal.replicas() - newest.wanted());
    }

    private List<Scale> shrinkOld() {
        int oldWanted = old.stream().mapToInt(Version::wanted).sum();
        int newestUnavailable = newest.wanted() - newest.serving();
        int most = newest.wanted() + oldWanted - goal.leastAvailable() - newestUnavailable;
        if (oldWanted == 0 || most <= 0) {
            return List.of();
        }
        List<Version> shrunk = withoutAvailable(withoutUnavailable(old, most));
        var moves = new ArrayList<Scale>();
        for (int i = 0; i < old.size(); i++) {
            if (shrunk.get(i).wanted() != old.get(i).wanted()) {
                moves.add(new Scale(old.get(i), shrunk.get(i).wanted()));
            }
        }
        return moves;
    }

    /// Takes away pods that are not available: nobody misses them.
    private static List<Version> withoutUnavailable(List<Version> versions, int most) {
        var shrunk = new ArrayList<Version>();
        int left = most;
        for (Version version : versions) {
            int useless = Math.clamp(version.wanted() - version.available(), 0, left);
            left -= useless;
            shrunk.add(version.withWanted(version.wanted() - useless));
        }
        return shrunk;
    }

    /// Takes away available pods as far as enough of them remain.
    private List<Version> withoutAvailable(List<Version> versions) {
        int serving =
                newest.serving() + versions.stream().mapToInt(Version::serving).sum();
        int left = Math.max(0, serving - goal.leastAvailable());
        var shrunk = new ArrayList<Version>();
        for (Version version : versions) {
            int taken = Math.min(version.wanted(), left);
            left -= taken;
            shrunk.add(version.withWanted(version.wanted() - taken));
        }
        return shrunk;
    }

    /// Whether the Deployment was scaled since its ReplicaSets were: they remember for which size they
    /// were made.
    boolean isScaled() {
        return versions().stream()
                .filter(version -> version.wanted() > 0)
                .anyMatch(version -> version.annotated(DESIRED, goal.replicas()) != goal.replicas());
    }

    /// Spreads a change of the wanted number over the versions that are at work, each in proportion to its
    /// size, so that scaling in the middle of a rollout does not speed the rollout up or undo it.
    ///
    /// @param isRolling whether several versions may run at once
    List<Scale> scaleInProportion(boolean isRolling) {
        List<Version> active =
                versions().stream().filter(version -> version.wanted() > 0).toList();
        if (active.size() <= 1) {
            Version only = active.isEmpty() ? newest : active.getFirst();
            return moved(only, goal.replicas());
        }
        if (isSaturated()) {
            return old.stream()
                    .filter(version -> version.wanted() > 0)
                    .map(version -> new Scale(version, 0))
                    .toList();
        }
        return isRolling ? proportions(active) : List.of();
    }

    private boolean isSaturated() {
        return newest.wanted() == goal.replicas()
                && newest.available() == goal.replicas()
                && newest.annotated(DESIRED, goal.replicas()) == goal.replicas();
    }

    private List<Scale> proportions(List<Version> active) {
        int all = active.stream().mapToInt(Version::wanted).sum();
        int toAdd = (goal.replicas() > 0 ? goal.most() : 0) - all;
        List<Version> bySize = active.stream()
                .sorted(Comparator.comparingInt(Version::wanted)
                        .reversed()
                        .thenComparing(toAdd > 0 ? Version.OLDEST_FIRST.reversed() : Version.OLDEST_FIRST))
                .toList();
        var sizes = new ArrayList<Integer>();
        int added = 0;
        for (Version version : bySize) {
            int share = toAdd == 0 ? 0 : share(version, toAdd - added);
            added += share;
            sizes.add(version.wanted() + share);
        }
        // What rounding left over goes to the largest.
        sizes.set(0, Math.max(0, sizes.getFirst() + toAdd - added));
        var moves = new ArrayList<Scale>();
        for (int i = 0; i < bySize.size(); i++) {
            // Also those whose size stays, so that all remember the new wanted number.
            moves.add(new Scale(bySize.get(i), sizes.get(i)));
        }
        return moves;
    }

    private int share(Version version, int allowed) {
        int before = version.annotated(MOST, goal.most());
        int after = goal.replicas() == 0
                ? 0
                : (int) Math.round((double) version.wanted() * goal.most() / Math.max(1, before));
        int share = after - version.wanted();
        return allowed > 0 ? Math.clamp(share, 0, allowed) : Math.clamp(share, allowed, 0);
    }

    private static List<Scale> moved(Version version, int replicas) {
        boolean remembers = version.annotated(DESIRED, -1) == replicas;
        return version.wanted() == replicas && remembers ? List.of() : List.of(new Scale(version, replicas));
    }

    private List<Version> versions() {
        var all = new ArrayList<>(old);
        all.add(newest);
        return all;
    }
}
