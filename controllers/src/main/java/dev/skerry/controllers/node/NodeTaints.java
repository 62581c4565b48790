// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.node;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.Taint;
import dev.skerry.api.object.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which taints follow from a node's conditions. Pure.
final class NodeTaints {
    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

    private static final Map<String, String> BY_CONDITION = Map.of(
            "MemoryPressure", "node.kubernetes.io/memory-pressure",
            "DiskPressure", "node.kubernetes.io/disk-pressure",
            "PIDPressure", "node.kubernetes.io/pid-pressure",
            "NetworkUnavailable", "node.kubernetes.io/network-unavailable");

    private static final Set<String> OTHERS_OWN = Set.of(UNSCHEDULABLE, NOT_READY, UNREACHABLE);

    private NodeTaints() {}

    /// The taints that the node has to have: those that somebody else put on it, and ours.
    ///
    /// @param mayExpel whether pods may be sent away from this node at all
    static List<Taint> wanted(KubeObject node, boolean mayExpel, Instant now) {
        List<Taint> known = Taint.readAll(node.at("spec", "taints"));
        var taints = new ArrayList<Taint>();
        known.stream()
                .filter(taint -> !isOurs(taint))
                .map(taint -> dated(taint, now))
                .forEach(taints::add);
        for (Taint wish : wishes(node, mayExpel)) {
            taints.add(known.stream()
                    .filter(taint ->
                            taint.key().equals(wish.key()) && taint.effect().equals(wish.effect()))
                    .findFirst()
                    .orElse(dated(wish, now)));
        }
        return taints;
    }

    /// Whoever tolerates a taint for some time needs to know since when; taints by hand do not say.
    private static Taint dated(Taint taint, Instant now) {
        boolean isUndated = taint.isExpelling() && taint.timeAdded().isEmpty();
        return isUndated ? new Taint(taint.key(), taint.value(), taint.effect(), Conditions.text(now)) : taint;
    }

    private static boolean isOurs(Taint taint) {
        return OTHERS_OWN.contains(taint.key()) || BY_CONDITION.containsValue(taint.key());
    }

    private static List<Taint> wishes(KubeObject node, boolean mayExpel) {
        var wishes = new ArrayList<Taint>();
        String ready = NodeCondition.ready(node);
        boolean hasReported = Conditions.find(node, "Ready").isPresent();
        if (!ready.equals("True")) {
            String key = ready.equals("Unknown") && hasReported ? UNREACHABLE : NOT_READY;
            wishes.add(new Taint(key, "", "NoSchedule"));
            if (mayExpel && hasReported) {
                wishes.add(new Taint(key, "", "NoExecute"));
            }
        }
        BY_CONDITION.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(entry -> Conditions.isTrue(node, entry.getKey()))
                .forEach(entry -> wishes.add(new Taint(entry.getValue(), "", "NoSchedule")));
        if (node.at("spec", "unschedulable").booleanOr(false)) {
            wishes.add(new Taint(UNSCHEDULABLE, "", "NoSchedule"));
        }
        return wishes;
    }
}
