// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.wiring;

import dev.skerry.api.core.PodState;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.informer.Cache;
import java.util.List;

/// Finds pods by the node that they are on.
public final class PodsByNode {
    private static final String INDEX = "node";

    private PodsByNode() {}

    public static void index(Cache<KubeObject> pods) {
        pods.index(INDEX, pod -> List.of(PodState.nodeName(pod)));
    }

    public static List<KubeObject> on(String node, Cache<KubeObject> pods) {
        return pods.indexed(INDEX, node);
    }
}
