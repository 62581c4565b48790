// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.agent.status.Upstream;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/// Notes what a node's agents hand over to be told, and what has been accepted, which must arrive. Outlives them.
final class Witness {
    /// The namespace that nobody deletes; events elsewhere may go down with theirs.
    private static final String LASTING = "default";

    private final StatusOrder order;
    private final Map<String, Long> accepted = new TreeMap<>();

    Witness(StatusOrder order) {
        this.order = order;
    }

    /// Events that are on the node's disk, by name, with how often each has happened.
    Map<String, Long> accepted() {
        return accepted;
    }

    Upstream watching(Upstream outbox) {
        return new Upstream() {
            @Override
            public void status(GroupVersionResource resource, ObjectName name, String uid, JsonObject status) {
                // Noted first: a crash just after it was written is heard of by the server only.
                order.told(uid, status);
                outbox.status(resource, name, uid, status);
            }

            @Override
            public void event(KubeObject event) {
                outbox.event(event);
                if (event.namespace().equals(LASTING)) {
                    accepted.merge(event.name(), event.at("count").longOr(1), Math::max);
                }
            }

            @Override
            public void podGone(ObjectName name, String uid) {
                outbox.podGone(name, uid);
            }
        };
    }
}
