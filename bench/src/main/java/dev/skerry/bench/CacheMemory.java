// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ListQuery;
import dev.skerry.apiserver.storage.ObjectFilter;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/// What a pod costs the watch cache at rest, and what reading it back costs: pods as Deployments make them, with
/// managed fields and a status, alike but for what each has of its own.
public final class CacheMemory {
    private static final String COMMAND = "bench/run cache";

    private CacheMemory() {}

    public static void main(String[] arguments) throws Exception {
        for (int count : new int[] {10_000, 100_000}) {
            measure(count);
        }
    }

    private static void measure(int count) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (var store = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.server())) {
            long before = heap();
            var storage = new ObjectStorage(store);
            var random = new Random(count);
            for (int i = 0; i < count; i++) {
                storage.create("", "pods", pod(i, random));
            }
            long held = heap() - before;
            long from = cpuNanos();
            long text = 0;
            var all = storage.list("", "pods", ListQuery.now(ObjectFilter.EVERYTHING));
            for (StoredObject one : all.items()) {
                text += one.size();
                one.writeTo(OutputStream.nullOutputStream());
            }
            double reading = (cpuNanos() - from) / 1e3 / count;
            Report.row(
                    COMMAND,
                    String.format(Locale.ROOT, "watch cache, heap per pod, of %,d", count),
                    String.format(Locale.ROOT, "%d bytes, for %d of JSON", held / count, text / count),
                    "1 KB (issue 3)");
            Report.row(
                    COMMAND,
                    String.format(Locale.ROOT, "CPU to read one of %,d pods for a list", count),
                    String.format(Locale.ROOT, "%.1f µs", reading),
                    "");
        }
    }

    /// What is reachable.
    static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /// Some of it is every pod's own: names, uids, times, addresses, the node.
    /// A pod of four kilobytes.
    public static KubeObject pod(int number, Random random) {
        return new KubeObject(JsonReader.read(podText(number, random)).object());
    }

    /// Its compact JSON.
    static String podText(int number, Random random) {
        String time = String.format(
                Locale.ROOT,
                "2026-11-%02dT%02d:%02d:%02dZ",
                1 + random.nextInt(28),
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(60));
        return TEMPLATE.replace("\n", "")
                .replace("NUMBER", Integer.toString(number))
                .replace("SUFFIX", Integer.toString(random.nextInt(1 << 25), 36))
                .replace("APP", "line-" + number / 50)
                .replace("UID", new UUID(random.nextLong(), random.nextLong()).toString())
                .replace(
                        "CONTAINER",
                        String.format(
                                Locale.ROOT,
                                "%016x%016x%016x%016x",
                                random.nextLong(),
                                random.nextLong(),
                                random.nextLong(),
                                random.nextLong()))
                .replace("TIME", time)
                .replace("ADDRESS", "10.42." + random.nextInt(256) + "." + random.nextInt(256))
                .replace("NODE", "gateway-" + random.nextInt(1_000));
    }

    private static final String TEMPLATE = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"APP-6b7f9c-SUFFIX-NUMBER","generateName":"APP-6b7f9c-",
            "namespace":"plant","uid":"UID","generation":1,"creationTimestamp":"TIME","labels":{"app":"APP",
            "tier":"edge","pod-template-hash":"6b7f9c"},"annotations":{"prometheus.io/scrape":"true"},
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"APP-6b7f9c",
            "uid":"5b2c6c0e-8a51-4a35-b6c5-0b6b5d7a2b7e","controller":true,"blockOwnerDeletion":true}],
            "managedFields":[{"manager":"replicaset-controller","operation":"Update","apiVersion":"v1","time":"TIME",
            "fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:prometheus.io/scrape":{}},
            "f:generateName":{},"f:labels":{".":{},"f:app":{},"f:tier":{},"f:pod-template-hash":{}},
            "f:ownerReferences":{".":{},"k:{\\"uid\\":\\"5b2c6c0e-8a51-4a35-b6c5-0b6b5d7a2b7e\\"}":{}}},
            "f:spec":{"f:containers":{"k:{\\"name\\":\\"main\\"}":{".":{},"f:command":{},"f:env":{".":{},
            "k:{\\"name\\":\\"BROKER\\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:imagePullPolicy":{},
            "f:name":{},"f:ports":{".":{},"k:{\\"containerPort\\":8080,\\"protocol\\":\\"TCP\\"}":{".":{},
            "f:containerPort":{},"f:name":{},"f:protocol":{}}},"f:readinessProbe":{".":{},"f:failureThreshold":{},
            "f:httpGet":{".":{},"f:path":{},"f:port":{},"f:scheme":{}},"f:periodSeconds":{},"f:successThreshold":{},
            "f:timeoutSeconds":{}},"f:resources":{".":{},"f:limits":{".":{},"f:memory":{}},"f:requests":{".":{},
            "f:cpu":{},"f:memory":{}}},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{},
            "f:volumeMounts":{".":{},"k:{\\"mountPath\\":\\"/etc/config\\"}":{".":{},"f:mountPath":{},"f:name":{}}}}},
            "f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},
            "f:securityContext":{},"f:terminationGracePeriodSeconds":{},"f:volumes":{".":{},
            "k:{\\"name\\":\\"config\\"}":{".":{},"f:configMap":{".":{},"f:defaultMode":{},"f:name":{}},"f:name":{}}}}}}]},
            "spec":{"volumes":[{"name":"config","configMap":{"name":"APP-config","defaultMode":420}}],
            "containers":[{"name":"main","image":"registry.example/plant/processor:1.4.2","command":["/bin/processor"],
            "ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],"env":[{"name":"BROKER","value":"mqtt:1883"}],
            "resources":{"limits":{"memory":"32Mi"},"requests":{"cpu":"10m","memory":"16Mi"}},
            "volumeMounts":[{"name":"config","mountPath":"/etc/config"}],"readinessProbe":{"httpGet":{"path":"/ready",
            "port":"http","scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,
            "failureThreshold":3},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File",
            "imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,
            "dnsPolicy":"ClusterFirst","serviceAccountName":"default","serviceAccount":"default","nodeName":"NODE",
            "securityContext":{},"schedulerName":"default-scheduler","tolerations":[{"key":"node.kubernetes.io/not-ready",
            "operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],"priority":0,"enableServiceLinks":true,
            "preemptionPolicy":"PreemptLowerPriority"},"status":{"phase":"Running","conditions":[
            {"type":"Initialized","status":"True","lastTransitionTime":"TIME"},
            {"type":"Ready","status":"True","lastTransitionTime":"TIME"},
            {"type":"ContainersReady","status":"True","lastTransitionTime":"TIME"},
            {"type":"PodScheduled","status":"True","lastTransitionTime":"TIME"}],"hostIP":"192.168.1.10",
            "podIP":"ADDRESS","podIPs":[{"ip":"ADDRESS"}],"startTime":"TIME","containerStatuses":[{"name":"main",
            "state":{"running":{"startedAt":"TIME"}},"lastState":{},"ready":true,"restartCount":0,
            "image":"registry.example/plant/processor:1.4.2",
            "imageID":"sha256:0f2d3e1c5b7a99887766554433221100ffeeddccbbaa99887766554433221100",
            "containerID":"oci://CONTAINER","started":true}],"qosClass":"Burstable"}}
            """;
}
