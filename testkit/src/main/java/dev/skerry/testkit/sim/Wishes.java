// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.util.random.RandomGenerator;

/// The objects that people wish for in the simulation, as JSON.
final class Wishes {
    private static final String PROBES = """
            "startupProbe": {"exec": {"command": ["STARTED"]}, "periodSeconds": 1, "failureThreshold": 5},
            "livenessProbe": {"exec": {"command": ["LIVE"]}, "periodSeconds": 3, "failureThreshold": 2},
            "readinessProbe": {"exec": {"command": ["READY"]}, "periodSeconds": 2, "failureThreshold": 1},
            """;
    private static final String INIT = """
            "initContainers": [{"name": "init", "image": "init:1"}],
            """;

    private final RandomGenerator random;

    Wishes(RandomGenerator random) {
        this.random = random;
    }

    String image() {
        return "app:" + (1 + random.nextInt(3));
    }

    KubeObject namespace(String name) {
        return read("""
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s"}}""".formatted(name));
    }

    KubeObject configMap(String namespace, String name) {
        return read("""
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"namespace": "%s", "name": "%s"}}""".formatted(namespace, name));
    }

    /// A pod that somebody has put on a node by hand.
    KubeObject pod(String name, String node, String configMap) {
        return read("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "default", "name": "%s"},
                 "spec": {"nodeName": "%s", "automountServiceAccountToken": false,
                   "containers": [{"name": "app", %s "image": "%s",
                     "envFrom": [{"configMapRef": {"name": "%s", "optional": true}}]}]}}""".formatted(name, node, random.nextInt(3) == 0 ? PROBES : "", image(), configMap));
    }

    KubeObject deployment(String namespace, String name) {
        int surge = random.nextInt(3);
        String strategy = random.nextInt(6) == 0
                ? "{\"type\": \"Recreate\"}"
                : "{\"type\": \"RollingUpdate\", \"rollingUpdate\": {\"maxSurge\": %d, \"maxUnavailable\": %d}}"
                        .formatted(surge, surge == 0 ? 1 : random.nextInt(2));
        boolean hasToken = random.nextInt(5) == 0;
        return read("""
                {"apiVersion": "apps/v1", "kind": "Deployment",
                 "metadata": {"namespace": "%s", "name": "%s"},
                 "spec": {"replicas": %d, "revisionHistoryLimit": 2, "strategy": %s,
                   "selector": {"matchLabels": {"app": "%s"}},
                   "template": {"metadata": {"labels": {"app": "%s"}},
                     "spec": {"automountServiceAccountToken": %s, %s
                       "containers": [{"name": "app", %s "image": "%s",
                         "resources": {"requests": {"cpu": "300m"}}}]}}}}""".formatted(
                        namespace,
                        name,
                        random.nextInt(4),
                        strategy,
                        name,
                        name,
                        hasToken,
                        random.nextInt(4) == 0 ? INIT : "",
                        random.nextBoolean() ? PROBES : "",
                        image()));
    }

    /// Another image, or the one of before: what `kubectl set image` and `kubectl rollout undo` come to.
    Json rolled() {
        return JsonReader.read("""
                {"spec": {"template": {"spec": {"containers": [{"name": "app", "image": "%s"}]}}}}""".formatted(image()));
    }

    Json scaled() {
        return JsonReader.read("{\"spec\": {\"replicas\": %d}}".formatted(random.nextInt(5)));
    }

    Json paused(boolean isPaused) {
        return JsonReader.read("{\"spec\": {\"paused\": %s}}".formatted(isPaused));
    }

    Json relaxed(int replicas) {
        return JsonReader.read("{\"spec\": {\"paused\": false, \"replicas\": %d}}".formatted(replicas));
    }

    private static KubeObject read(String json) {
        return new KubeObject(JsonReader.read(json).object());
    }
}
