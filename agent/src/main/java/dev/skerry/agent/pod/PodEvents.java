// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.agent.status.Upstream;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Tells people what happens to one pod, as Events in Kubernetes' words. The same thing again counts the
/// first event up instead of making another.
final class PodEvents {
    /// Different events remembered for counting, the oldest are forgotten.
    private static final int REMEMBERED_MAX = 64;

    private record Told(String name, String first, int count) {}

    private final Upstream upstream;
    private final Clock clock;
    private final RandomGenerator random;
    private final String node;

    @GuardedBy("this")
    private final Map<String, Told> told = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    PodEvents(Upstream upstream, Clock clock, RandomGenerator random, String node) {
        this.upstream = upstream;
        this.clock = clock;
        this.random = random;
        this.node = node;
    }

    void normal(WantedPod pod, String container, String reason, String message) {
        send(pod, container, "Normal", reason, message);
    }

    void warning(WantedPod pod, String container, String reason, String message) {
        send(pod, container, "Warning", reason, message);
    }

    private void send(WantedPod pod, String container, String type, String reason, String message) {
        String now = clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Told one = count(pod, container + "\n" + reason + "\n" + message, now);
        upstream.event(event(pod, container, one, now)
                .with(type, "type")
                .with(reason, "reason")
                .with(message, "message"));
    }

    private synchronized Told count(WantedPod pod, String key, String now) {
        Told before = told.get(key);
        Told one = before == null
                ? new Told(pod.object().name() + "." + Long.toHexString(random.nextLong()), now, 1)
                : new Told(before.name(), before.first(), before.count() + 1);
        told.put(key, one);
        return one;
    }

    private KubeObject event(WantedPod pod, String container, Told one, String now) {
        KubeObject object = pod.object();
        var involved = JsonObject.builder()
                .put("kind", "Pod")
                .put("namespace", object.namespace())
                .put("name", object.name())
                .put("uid", object.uid())
                .put("apiVersion", "v1")
                .putIfText("resourceVersion", object.resourceVersion())
                .putIfText("fieldPath", fieldPath(pod, container));
        return new KubeObject(JsonObject.builder()
                .put("apiVersion", "v1")
                .put("kind", "Event")
                .put("metadata", JsonObject.of("name", one.name(), "namespace", object.namespace()))
                .put("involvedObject", involved.build())
                .put("source", JsonObject.of("component", "kubelet", "host", node))
                .put("reportingComponent", "kubelet")
                .put("reportingInstance", node)
                .put("firstTimestamp", one.first())
                .put("lastTimestamp", now)
                .put("count", one.count())
                .build());
    }

    private static String fieldPath(WantedPod pod, String container) {
        return pod.container(container)
                .map(wanted -> "spec." + wanted.kind().list() + "{" + container + "}")
                .orElse("");
    }
}
