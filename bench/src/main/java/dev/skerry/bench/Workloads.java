// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

/// What the benchmarks run.
final class Workloads {
    private Workloads() {}

    /// Pods `NAME-0` … that wait to be stopped, labelled `app: NAME`.
    static String pods(String name, String image, int count) {
        var manifests = new StringBuilder();
        for (int i = 0; i < count; i++) {
            manifests.append(pod(name, name + "-" + i, image));
        }
        return manifests.toString();
    }

    static String pod(String app, String name, String image) {
        return """
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: NAME, labels: {app: APP}}
                spec:
                  automountServiceAccountToken: false
                  terminationGracePeriodSeconds: 0
                  containers:
                    - {name: main, image: "IMAGE", command: [sleep, "100000"]}
                """.replace("NAME", name).replace("APP", app).replace("IMAGE", image);
    }
}
