// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.pod.Allotment.Answer;
import dev.skerry.agent.pod.Allotment.Claim;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Store;
import dev.skerry.store.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What this node has given to the containers of its pods, kept in its database: a pod that asks for more than there is
/// goes on with what it has, also after the agent or the machine has started again, and while nobody can be asked.
/// Confined to the turns of one job.
public final class GivenResources {
    private static final String PREFIX = "/given/";
    private static final int PODS_MAX = 10_000;

    private final Store store;
    private final Amount node;

    /// By uid of the pod: resources by name of the container.
    private final Map<String, JsonObject> given = new HashMap<>();

    /// @param store of the node; must not be the one that can be fetched again from the server
    /// @param cpuMillis of this node
    /// @param memoryBytes of this node
    public GivenResources(Store store, long cpuMillis, long memoryBytes) {
        this.store = store;
        this.node = new Amount(cpuMillis, memoryBytes);
        for (Entry entry : store.range(PREFIX, PREFIX, PODS_MAX).entries()) {
            given.put(
                    entry.key().text().substring(PREFIX.length()),
                    JsonReader.read(entry.value()).object());
        }
    }

    /// The pods with the resources that they have here. A pod that is new is given what it asks for: the scheduler has
    /// seen to it that there is as much.
    ///
    /// @param pods all of this node, by uid
    /// @param isComplete whether a pod that is not among them is gone
    Map<String, WantedPod> give(Map<String, WantedPod> pods, boolean isComplete) {
        var writes = new ArrayList<Write>();
        if (isComplete) {
            forgetAllBut(pods.keySet(), writes);
        }
        pods.forEach((uid, pod) -> {
            if (!given.containsKey(uid)) {
                keep(uid, pod.resources(), writes);
            }
        });
        Map<String, Answer> answers = answers(pods);
        pods.forEach((uid, pod) -> {
            if (answers.get(uid) instanceof Answer.Granted) {
                keep(uid, pod.resources(), writes);
            }
        });
        if (!writes.isEmpty()) {
            store.writeAll(writes);
        }
        var result = new HashMap<String, WantedPod>();
        pods.forEach((uid, pod) -> result.put(
                uid, standing(pod, given.getOrDefault(uid, JsonObject.EMPTY), Optional.ofNullable(answers.get(uid)))));
        return result;
    }

    private Map<String, Answer> answers(Map<String, WantedPod> pods) {
        Amount held = Amount.NOTHING;
        List<Claim> claims = new ArrayList<>();
        for (WantedPod pod : pods.values()) {
            if (pod.isOver()) {
                continue;
            }
            JsonObject has = given.getOrDefault(pod.uid(), JsonObject.EMPTY);
            Amount own = Amount.of(pod.withResources(has));
            held = held.plus(own);
            if (!has.equals(pod.resources())) {
                claims.add(new Claim(
                        pod.uid(),
                        own,
                        Amount.of(pod),
                        pod.spec().at("priority").longOr(0),
                        serviceRank(Resources.qosClass(pod))));
            }
        }
        return claims.isEmpty() ? Map.of() : Allotment.decide(node, held, claims);
    }

    private static WantedPod standing(WantedPod pod, JsonObject has, Optional<Answer> answer) {
        if (has.equals(pod.resources())) {
            return pod;
        }
        WantedPod standing = pod.withResources(has);
        return switch (answer.orElse(new Answer.Granted())) {
            case Answer.Granted() -> standing;
            case Answer.Deferred(String why) -> standing.withPendingResize("Deferred", why);
            case Answer.Infeasible(String why) -> standing.withPendingResize("Infeasible", why);
        };
    }

    private static int serviceRank(String qosClass) {
        return switch (qosClass) {
            case "Guaranteed" -> 0;
            case "Burstable" -> 1;
            default -> 2;
        };
    }

    private void keep(String uid, JsonObject resources, List<Write> writes) {
        given.put(uid, resources);
        writes.add(new Write.Put(new Key(PREFIX + uid), JsonWriter.writeBytes(resources)));
    }

    private void forgetAllBut(Set<String> uids, List<Write> writes) {
        var gone = new HashSet<>(given.keySet());
        gone.removeAll(uids);
        for (String uid : gone) {
            given.remove(uid);
            writes.add(new Write.Remove(new Key(PREFIX + uid)));
        }
    }
}
