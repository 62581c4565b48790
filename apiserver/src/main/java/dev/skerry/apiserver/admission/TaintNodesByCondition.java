// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// Taints a new node as not ready, so that no pod is sent there between its registration and the moment
/// when the node lifecycle controller has seen that it is well.
public final class TaintNodesByCondition implements AdmissionPlugin {
    private static final JsonObject NOT_READY =
            JsonObject.of("key", "node.kubernetes.io/not-ready", "effect", "NoSchedule");

    @Override
    public KubeObject mutate(AdmissionRequest request, KubeObject node) {
        boolean isNewNode = request.operation() == AdmissionRequest.Operation.CREATE
                && request.resource().group().isEmpty()
                && request.resource().resource().equals("nodes")
                && request.subresource().isEmpty();
        if (!isNewNode) {
            return node;
        }
        List<Json> taints = node.at("spec", "taints").elements();
        boolean isTainted = taints.stream()
                .anyMatch(taint -> taint.at("key").equals(NOT_READY.at("key"))
                        && taint.at("effect").equals(NOT_READY.at("effect")));
        return isTainted ? node : node.with(new JsonArray(taints).with(NOT_READY), "spec", "taints");
    }
}
