// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.object.KubeObject;

/// What several plugins ask of a write to pods.
final class PodCreation {
    /// Marks a pod that a node made up itself and only shows to the API.
    static final String MIRROR = "kubernetes.io/config.mirror";

    private PodCreation() {}

    /// Whether the write is to pods themselves, not to a part of one.
    static boolean isOfPods(AdmissionRequest request) {
        return request.resource().group().isEmpty()
                && request.resource().resource().equals("pods")
                && request.subresource().isEmpty();
    }

    /// Whether a pod that there is gets more or less of what it runs on.
    static boolean isResize(AdmissionRequest request) {
        return request.resource().group().isEmpty()
                && request.resource().resource().equals("pods")
                && request.subresource().equals("resize");
    }

    static boolean is(AdmissionRequest request) {
        return isOfPods(request) && request.operation() == AdmissionRequest.Operation.CREATE;
    }

    static boolean isMirror(KubeObject pod) {
        return pod.annotations().containsKey(MIRROR);
    }
}
