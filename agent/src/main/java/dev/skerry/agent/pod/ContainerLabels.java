// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import dev.skerry.runtime.Image;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/// What is written on sandboxes and containers so that they are known again by an agent that remembers
/// nothing. The first four labels are the kubelet's, for tools that look for them.
final class ContainerLabels {
    static final String POD_NAME = "io.kubernetes.pod.name";
    static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    static final String POD_UID = "io.kubernetes.pod.uid";
    static final String CONTAINER = "io.kubernetes.container.name";
    static final String FAILURES = "skerry.dev/failures";
    static final String HASH = "skerry.dev/hash";
    static final String BOOT = "skerry.dev/boot";
    static final String IMAGE = "skerry.dev/image";
    static final String IMAGE_DIGEST = "skerry.dev/image-digest";

    /// Sockets of the runtime have this in their path, which may not be long.
    private static final int ID_BYTES = 10;

    private ContainerLabels() {}

    static Map<String, String> ofSandbox(WantedPod pod) {
        return Map.of(
                POD_NAME, pod.object().name(),
                POD_NAMESPACE, pod.object().namespace(),
                POD_UID, pod.uid());
    }

    static Map<String, String> ofContainer(WantedPod pod, Step.Start step, Image image, String boot) {
        return Map.of(
                POD_NAME, pod.object().name(),
                POD_NAMESPACE, pod.object().namespace(),
                POD_UID, pod.uid(),
                CONTAINER, step.container().name(),
                FAILURES, Integer.toString(step.failures()),
                HASH, step.container().hash(),
                BOOT, boot,
                IMAGE, step.container().image(),
                IMAGE_DIGEST,
                        image.digests().isEmpty() ? image.id() : image.digests().getFirst());
    }

    /// The identifier of a container: the same for the same attempt, and never used for another.
    static String id(String podUid, String container, int attempt) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((podUid + "/" + container).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES) + "-" + attempt;
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }

    static ObjectName pod(Map<String, String> labels) {
        return new ObjectName(labels.getOrDefault(POD_NAMESPACE, ""), labels.getOrDefault(POD_NAME, ""));
    }

    static String uid(Map<String, String> labels) {
        return labels.getOrDefault(POD_UID, "");
    }

    static String container(ContainerSpec spec) {
        return spec.labels().getOrDefault(CONTAINER, spec.name());
    }
}
