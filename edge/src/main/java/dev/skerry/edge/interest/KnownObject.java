// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.interest;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectKey;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.tunnel.frame.Digests;
import dev.skerry.tunnel.frame.Held;
import java.util.Set;

/// An object as nodes get it: encoded once, sent to as many as need it.
///
/// @param rank place in the order of delivery
@SuppressWarnings("ArrayRecordComponent")
public record KnownObject(Held state, int rank, byte[] value) {
    /// Phases that a pod never leaves.
    private static final Set<String> FINAL_PHASES = Set.of("Succeeded", "Failed");

    static KnownObject of(GroupVersionResource resource, KubeObject object) {
        // Who wrote which field is the server's business, and often half of the object.
        JsonObject sent = object.tree().withoutAt("metadata", "managedFields");
        String key = new ObjectKey(resource, object.objectName()).toString();
        var state = new Held(key, object.uid(), version(object), content(resource, sent));
        return new KnownObject(state, NodeResources.IN_ORDER.indexOf(resource), JsonWriter.writeBytes(sent));
    }

    /// A hash of what matters to a node. The status of a pod or a node comes from the node itself: sending
    /// each of them back would double the traffic of every report. Only that a pod has come to its end
    /// matters, since a node that lost its database must not run it again.
    private static long content(GroupVersionResource resource, JsonObject sent) {
        JsonObject matters = sent.withoutAt("metadata", "resourceVersion");
        if (resource.equals(NodeResources.PODS) || resource.equals(NodeResources.NODES)) {
            String phase = sent.at("status", "phase").text();
            matters = matters.without("status").with("status", FINAL_PHASES.contains(phase) ? phase : "");
        }
        return Digests.hash(JsonWriter.writeBytes(matters));
    }

    /// Resource versions are numbers everywhere by now (Kubernetes 1.35 made it a promise); another server's
    /// odd ones read as 0 and lose the protection against going backwards, nothing else.
    static long version(KubeObject object) {
        return number(object.resourceVersion());
    }

    static long number(String resourceVersion) {
        try {
            return Math.max(0, Long.parseLong(resourceVersion));
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
