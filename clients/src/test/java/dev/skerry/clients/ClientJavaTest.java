// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Namespaces;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.options.ListOptions;
import io.kubernetes.client.util.generic.options.PatchOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java client of the Kubernetes project.
class ClientJavaTest implements Client {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NAMESPACE = "default";

    @TempDir
    static Path folder;

    private static Cluster cluster;
    private static ApiClient client;
    private static GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> maps;

    @BeforeAll
    static void start() throws Exception {
        assertThat(Namespaces.isPossible()).as("network namespaces need root").isTrue();
        cluster = Cluster.withoutNode(folder);
        client = Config.fromConfig(Files.newBufferedReader(cluster.reachableKubeconfig()));
        maps = new GenericKubernetesApi<>(V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    public String client() {
        return "client-java " + Jars.version(ApiClient.class, "io.kubernetes", "client-java-api");
    }

    @Test
    @DisplayName("create, read, update and delete, with conflicts")
    void createsReadsUpdatesAndDeletes() throws Exception {
        var core = new CoreV1Api(client);
        var created = core.createNamespacedConfigMap(NAMESPACE, configMap("crud", "one"))
                .execute();
        var changed = core.readNamespacedConfigMap("crud", NAMESPACE).execute();
        changed.putDataItem("k", "two");
        core.replaceNamespacedConfigMap("crud", NAMESPACE, changed).execute();
        assertThatThrownBy(() -> core.replaceNamespacedConfigMap("crud", NAMESPACE, created)
                        .execute())
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(409));
        assertThat(core.listNamespacedConfigMap(NAMESPACE)
                        .fieldSelector("metadata.name=crud")
                        .execute()
                        .getItems())
                .singleElement()
                .satisfies(item -> assertThat(item.getData()).containsEntry("k", "two"));
        core.deleteNamespacedConfigMap("crud", NAMESPACE).execute();
        assertThat(maps.get(NAMESPACE, "crud").getHttpStatusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("JSON, merge and strategic patches, and server-side apply")
    void patches() {
        maps.create(configMap("patched", "one"));
        patch(V1Patch.PATCH_FORMAT_JSON_PATCH, "[{\"op\":\"add\",\"path\":\"/data/json\",\"value\":\"yes\"}]");
        patch(V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"merge\":\"yes\",\"k\":null}}");
        patch(V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH, "{\"data\":{\"strategic\":\"yes\"}}");
        var options = new PatchOptions();
        options.setFieldManager("client-java");
        options.setForce(true);
        var applied = maps.patch(
                NAMESPACE,
                "patched",
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                new V1Patch("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"patched\"},"
                        + "\"data\":{\"apply\":\"yes\"}}"),
                options);
        assertThat(applied.getObject().getData())
                .containsOnly(
                        Map.entry("json", "yes"),
                        Map.entry("merge", "yes"),
                        Map.entry("strategic", "yes"),
                        Map.entry("apply", "yes"));
    }

    private static void patch(String format, String body) {
        assertThat(maps.patch(NAMESPACE, "patched", format, new V1Patch(body)).isSuccess())
                .as(format)
                .isTrue();
    }

    @Test
    @DisplayName("watch from a revision")
    void watches() throws Exception {
        var created = maps.create(configMap("watched-1", "one")).getObject();
        maps.create(configMap("watched-2", "two"));
        var options = new ListOptions();
        options.setResourceVersion(created.getMetadata().getResourceVersion());
        try (var watch = maps.watch(NAMESPACE, options)) {
            var event = watch.next();
            assertThat(event.type).isEqualTo("ADDED");
            assertThat(event.object.getMetadata().getName()).isEqualTo("watched-2");
        }
    }

    @Test
    @DisplayName("informer")
    void anInformerSeesEveryChange() throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        var factory = new SharedInformerFactory(client);
        var informer = factory.sharedIndexInformerFor(maps, V1ConfigMap.class, 0, NAMESPACE);
        informer.addEventHandler(new Recorder(seen));
        factory.startAllRegisteredInformers();
        try {
            Await.until("the informer", PATIENCE, informer::hasSynced);
            maps.create(configMap("informed", "1"));
            maps.update(configMap("informed", "2"));
            maps.delete(NAMESPACE, "informed");
            Await.untilAsserted(PATIENCE, () -> assertThat(seen).containsExactly("added 1", "updated 2", "deleted 2"));
        } finally {
            factory.stopAllRegisteredInformers();
        }
    }

    private record Recorder(List<String> seen) implements ResourceEventHandler<V1ConfigMap> {
        @Override
        public void onAdd(V1ConfigMap added) {
            note("added", added);
        }

        @Override
        public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
            note("updated", after);
        }

        @Override
        public void onDelete(V1ConfigMap deleted, boolean isStateUnknown) {
            note("deleted", deleted);
        }

        private void note(String what, V1ConfigMap map) {
            if (map.getMetadata().getName().equals("informed")) {
                seen.add(what + " " + map.getData().get("k"));
            }
        }
    }

    @Test
    @DisplayName("leader election: one leads, another takes over")
    void oneLeadsAtATime() throws Exception {
        var leaders = new CopyOnWriteArrayList<String>();
        try (var second = elector("two")) {
            try (var first = elector("one")) {
                Thread.ofVirtual().start(() -> first.run(() -> leaders.add("one"), () -> {}));
                Await.until("a leader", PATIENCE, () -> leaders.equals(List.of("one")));
                Thread.ofVirtual().start(() -> second.run(() -> leaders.add("two"), () -> {}));
            }
            Await.until("another leader", PATIENCE, () -> leaders.equals(List.of("one", "two")));
        }
    }

    private static LeaderElector elector(String name) {
        return new LeaderElector(new LeaderElectionConfig(
                new LeaseLock(NAMESPACE, "client-java", name, client),
                Duration.ofSeconds(4),
                Duration.ofSeconds(3),
                Duration.ofMillis(500)));
    }

    private static V1ConfigMap configMap(String name, String value) {
        return new V1ConfigMap()
                .metadata(new V1ObjectMeta().name(name).namespace(NAMESPACE))
                .putDataItem("k", value);
    }
}
