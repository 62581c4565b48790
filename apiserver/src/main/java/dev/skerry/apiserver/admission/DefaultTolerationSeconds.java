// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Gives pods five minutes on a node that is not ready or not reachable, unless they say otherwise.
///
/// These are Kubernetes' defaults, kept so that manifests and tools find what they expect. Pods on an
/// edge node whose autonomy lasts stay longer all the same: there the node lifecycle controller sets no
/// taint that could evict them.
public final class DefaultTolerationSeconds implements AdmissionPlugin {
    private static final long SECONDS = 300;
    private static final List<String> TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    @Override
    public KubeObject mutate(AdmissionRequest request, KubeObject pod) {
        if (!PodCreation.isOfPods(request)) {
            return pod;
        }
        List<Json> tolerations = pod.at("spec", "tolerations").elements();
        var all = new ArrayList<>(tolerations);
        for (String taint : TAINTS) {
            if (tolerations.stream().noneMatch(toleration -> tolerates(toleration, taint))) {
                all.add(JsonObject.of(
                        "key", taint, "operator", "Exists", "effect", "NoExecute", "tolerationSeconds", SECONDS));
            }
        }
        return all.size() == tolerations.size() ? pod : pod.with(new JsonArray(all), "spec", "tolerations");
    }

    private static boolean tolerates(Json toleration, String taint) {
        String key = toleration.at("key").text();
        String effect = toleration.at("effect").text();
        return (key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals("NoExecute"));
    }
}
