// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// Pods created through the API, 64 in flight over TLS, each answered when it is on disk, and what that cost the
/// server's processes.
///
/// @param perSecond creates
/// @param cpuMicros CPU time of all the server's processes for each create, without the compilers of a JVM
/// @param compilerMicros what those compilers took for each create
public record PodCreates(double perSecond, double cpuMicros, double compilerMicros) {
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
    private static final int IN_FLIGHT = 64;

    /// @param name of the pods, followed by a number
    /// @param processes the server's
    public static PodCreates measure(KubeClient client, String name, int count, List<Long> processes) throws Exception {
        double cpu = cpuSeconds(processes);
        double compiling = compilerSeconds(processes);
        long from = SystemClock.CLOCK.nanos();
        create(client, name, count);
        double seconds = (SystemClock.CLOCK.nanos() - from) / 1e9;
        double compilerUsed = compilerSeconds(processes) - compiling;
        double cpuUsed = cpuSeconds(processes) - cpu - compilerUsed;
        return new PodCreates(count / seconds, cpuUsed * 1e6 / count, compilerUsed * 1e6 / count);
    }

    private static double cpuSeconds(List<Long> processes) throws IOException {
        double seconds = 0;
        for (long process : processes) {
            seconds += Memory.cpuSeconds(process);
        }
        return seconds;
    }

    private static double compilerSeconds(List<Long> processes) throws IOException {
        double seconds = 0;
        for (long process : processes) {
            seconds += Memory.compilerSeconds(process);
        }
        return seconds;
    }

    String cpu() {
        return String.format(Locale.ROOT, "%.0f µs, and %.0f µs of the JVM's compilers", cpuMicros, compilerMicros);
    }

    static void create(KubeClient client, String name, int count) throws InterruptedException {
        var template = JsonReader.read(TEMPLATE).object();
        var next = new AtomicInteger();
        try (var tasks = new TaskGroup()) {
            for (int i = 0; i < IN_FLIGHT; i++) {
                tasks.start("creates", () -> {
                    for (int pod = next.getAndIncrement(); pod < count; pod = next.getAndIncrement()) {
                        client.create(PODS, named(template, name + "-" + pod));
                    }
                });
            }
            tasks.await();
        }
    }

    /// A pod as they are created here.
    public static KubeObject pod(String name) {
        return named(JsonReader.read(TEMPLATE).object(), name);
    }

    private static KubeObject named(JsonObject template, String name) {
        return new KubeObject(template).with(name, "metadata", "name");
    }

    /// About 1.3 KB, as a small Deployment makes them.
    private static final String TEMPLATE = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"","namespace":"default","labels":{"app":"load","tier":"edge",
            "pod-template-hash":"7d4b9c6f5"},"annotations":{"skerry.dev/bench":"creates"}},"spec":{"schedulerName":"nobody",
            "containers":[{"name":"main","image":"skerry.local/bench/busybox:1","command":["sleep","100000"],
            "env":[{"name":"A","value":"1"},{"name":"NODE","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}}],
            "ports":[{"name":"http","containerPort":8080}],
            "resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"memory":"32Mi"}},
            "readinessProbe":{"httpGet":{"path":"/ready","port":"http"}},
            "volumeMounts":[{"name":"config","mountPath":"/etc/config"}]}],
            "volumes":[{"name":"config","configMap":{"name":"config"}}]}}
            """;
}
