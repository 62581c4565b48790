// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.nio.file.Path;

/// Where the files of a pod are. Pure.
record PodFolders(PodsConfig config) {
    Path pod(String uid) {
        return config.folder().resolve(uid);
    }

    Path logs(WantedPod pod) {
        return config.logs()
                .resolve(pod.object().namespace() + "_" + pod.object().name() + "_" + pod.uid());
    }

    Path log(WantedPod pod, String container, int attempt) {
        return logs(pod).resolve(container).resolve(attempt + ".log");
    }

    Path termination(String uid, String container, int attempt) {
        return pod(uid).resolve("containers").resolve(container).resolve(attempt + ".termination");
    }

    Path hosts(String uid) {
        return pod(uid).resolve("etc-hosts");
    }

    Path resolver(String uid) {
        return pod(uid).resolve("resolv.conf");
    }
}
