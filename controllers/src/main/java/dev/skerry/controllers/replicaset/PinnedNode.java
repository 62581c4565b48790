// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.replicaset;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.informer.Cache;
import dev.skerry.foundation.json.Json;
import java.util.List;

/// A template that can run on one node only, and that node cut off.
///
/// A pod there that somebody deletes cannot end before its node hears of it. A replacement could only be
/// bound to the same node, where it would wait beside it; deleted again, the next one would wait beside
/// both, without end. So the replacement is held back until the deleted pod is really gone.
final class PinnedNode {
    private PinnedNode() {}

    /// How many replacements to hold back.
    static int heldBack(KubeObject replicaSet, List<KubeObject> owned, Cache<KubeObject> nodes) {
        String node = node(replicaSet.at("spec", "template", "spec"));
        boolean isCutOff = !node.isEmpty()
                && nodes.find(ObjectName.cluster(node))
                        .flatMap(found -> Conditions.find(found, "Ready"))
                        .map(ready -> ready.at("status").text().equals("Unknown"))
                        .orElse(false);
        if (!isCutOff) {
            return 0;
        }
        return (int) owned.stream()
                .filter(KubeObject::isBeingDeleted)
                .filter(pod -> PodState.nodeName(pod).equals(node))
                .count();
    }

    private static String node(Json podSpec) {
        String name = podSpec.at("nodeName").text();
        return name.isEmpty()
                ? podSpec.at("nodeSelector", "kubernetes.io/hostname").text()
                : name;
    }
}
