// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.core.Resources;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the server says of a pod's containers is something that the pod's node has said, and never something that
/// it said before what the server has said already.
final class StatusOrder implements Truth.Rule {
    /// What the node has said of one pod, and how far the server has come.
    private static final class Story {
        private final List<Json> told = new ArrayList<>();
        private int reached = -1;

        private boolean reaches(Json statuses) {
            int next = reached;
            while (next < told.size()) {
                if (next >= 0 && told.get(next).equals(statuses)) {
                    reached = next;
                    return true;
                }
                next++;
            }
            return false;
        }
    }

    private final Map<String, Story> stories = new HashMap<>();

    /// A node is about to say this of a pod.
    void told(String uid, Json status) {
        Story story = stories.computeIfAbsent(uid, _ -> new Story());
        Json statuses = statuses(status);
        if (story.told.isEmpty() || !story.told.getLast().equals(statuses)) {
            story.told.add(statuses);
        }
    }

    @Override
    public void check(Truth.Written write) {
        if (!write.is(Resources.PODS) || write.now().isEmpty()) {
            return;
        }
        KubeObject pod = write.now().get();
        Json statuses = statuses(pod.at("status"));
        boolean isSame = write.was()
                .filter(was -> was.uid().equals(pod.uid()))
                .filter(was -> statuses(was.at("status")).equals(statuses))
                .isPresent();
        if (isSame || statuses.elements().isEmpty()) {
            return;
        }
        Story story = stories.computeIfAbsent(pod.uid(), _ -> new Story());
        if (!story.reaches(statuses)) {
            throw new InvariantViolation("the status of pod " + write.name() + ", written by " + write.actor()
                    + ", went back, or nobody ever said so: " + statuses + " after " + story.told + " at "
                    + story.reached);
        }
    }

    /// Without what is empty, which the API does not keep.
    private static Json statuses(Json status) {
        return new JsonArray(status.at("containerStatuses").elements().stream()
                .<Json>map(one ->
                        one.at("lastState").object().isEmpty() ? one.object().without("lastState") : one)
                .toList());
    }
}
