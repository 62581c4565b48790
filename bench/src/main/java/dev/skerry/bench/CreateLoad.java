// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.cli.wiring.AdministratorClient;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.testkit.cluster.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// Pod creates per second through the API: 64 in flight over TLS, each answered when it is on disk, and what a
/// create costs the server in CPU time: the request, and what its news costs controllers, scheduler and the edge,
/// none of which has anything to do for these pods. The load runs on the same cores and is not counted.
public final class CreateLoad {
    private static final String COMMAND = "bench/run creates";
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
    private static final int IN_FLIGHT = 64;
    /// Until the compilers have little left to do.
    private static final int WARM_UP = 60_000;
    private static final int COUNTED = 20_000;

    private CreateLoad() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (var cluster = Cluster.withoutNode(folder);
                var administrator =
                        AdministratorClient.open(cluster.serverData().resolve("server"), cluster.address())) {
            KubeClient client = administrator.client();
            create(client, "warm", WARM_UP);
            long server = cluster.server().pid();
            double cpu = Memory.cpuSeconds(server);
            double compiling = Memory.compilerSeconds(server);
            long from = SystemClock.CLOCK.nanos();
            create(client, "load", COUNTED);
            double seconds = (SystemClock.CLOCK.nanos() - from) / 1e9;
            double cpuUsed = Memory.cpuSeconds(server) - cpu;
            double compilerUsed = Memory.compilerSeconds(server) - compiling;
            Report.row(
                    COMMAND,
                    "pod creates, 64 in flight, durable",
                    String.format(Locale.ROOT, "%.0f per second", COUNTED / seconds),
                    "8,500 per second");
            Report.row(
                    COMMAND,
                    "server CPU per pod create",
                    String.format(
                            Locale.ROOT,
                            "%.0f µs, and %.0f µs of the JVM's compilers",
                            (cpuUsed - compilerUsed) * 1e6 / COUNTED,
                            compilerUsed * 1e6 / COUNTED),
                    "200 µs");
            Report.row(
                    COMMAND,
                    "server with " + (WARM_UP + COUNTED) + " pods",
                    Memory.of(server).megabytes(),
                    "");
        }
    }

    /// Creates pods `NAME-0` …, each answered before its thread goes on to the next.
    public static void create(KubeClient client, String name, int count) throws InterruptedException {
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
