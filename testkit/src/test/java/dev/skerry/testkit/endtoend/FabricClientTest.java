// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Namespaces;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// fabric8's client, which is nothing of ours, against the real program.
class FabricClientTest {
    @TempDir
    static Path folder;

    private static Cluster cluster;
    private static KubernetesClient client;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces need root");
        cluster = Cluster.withoutNode(folder);
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(cluster.reachableKubeconfig())))
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void createsReadsChangesAndDeletes() {
        var maps = client.configMaps().inNamespace("default");
        var created = maps.resource(configMap("crud", "a")).create();
        assertThat(created.getMetadata().getUid()).isNotEmpty();
        maps.withName("crud")
                .edit(map -> new ConfigMapBuilder(map).addToData("k", "b").build());
        assertThat(maps.withName("crud").get().getData()).containsEntry("k", "b");
        assertThatThrownBy(() -> maps.resource(created)
                        .lockResourceVersion(created.getMetadata().getResourceVersion())
                        .update())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        failed -> assertThat(failed.getCode()).isEqualTo(409));
        maps.withName("crud").withTimeout(10, TimeUnit.SECONDS).delete();
        assertThat(maps.withName("crud").get()).isNull();
    }

    @Test
    void anInformerSeesEveryChange() throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        var maps = client.configMaps().inNamespace("default");
        try (var informer = maps.withLabel("seen", "yes").inform(recorder(seen))) {
            maps.resource(labelled("watched", "1")).create();
            maps.resource(labelled("watched", "2")).update();
            maps.withName("watched").delete();
            Await.untilAsserted(
                    Duration.ofSeconds(10),
                    () -> assertThat(seen).containsExactly("added 1", "updated 2", "deleted 2"));
            assertThat(informer.hasSynced()).isTrue();
        }
    }

    @Test
    void serverSideApplyKeepsOwnersApart() {
        var maps = client.configMaps().inNamespace("default");
        maps.resource(configMap("owned", "one")).patch(apply("one", false));
        assertThatThrownBy(() -> maps.resource(configMap("owned", "two")).patch(apply("two", false)))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("conflict with \"one\"");
        var taken = maps.resource(configMap("owned", "two")).patch(apply("two", true));
        assertThat(taken.getData()).containsEntry("k", "two");
        assertThat(taken.getMetadata().getManagedFields()).extracting("manager").contains("two");
    }

    @Test
    void oneLeadsUntilItGivesUp() throws Exception {
        var leaders = new CopyOnWriteArrayList<String>();
        CompletableFuture<?> first = stand("one", leaders);
        Await.until("a leader", Duration.ofSeconds(10), () -> leaders.equals(List.of("one")));
        CompletableFuture<?> second = stand("two", leaders);
        first.cancel(true);
        // Sooner than the lease ends by itself.
        Await.until("another leader", Duration.ofSeconds(20), () -> leaders.equals(List.of("one", "two")));
        second.cancel(true);
    }

    private static CompletableFuture<?> stand(String name, List<String> leaders) {
        return client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName("fabric")
                        .withLock(new LeaseLock("default", "fabric", name))
                        .withLeaseDuration(Duration.ofSeconds(60))
                        .withRenewDeadline(Duration.ofSeconds(30))
                        .withRetryPeriod(Duration.ofMillis(200))
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(new LeaderCallbacks(() -> leaders.add(name), () -> {}, _ -> {}))
                        .build())
                .build()
                .start();
    }

    @Test
    void aDeploymentGetsItsPods() throws Exception {
        var deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withName("fabric")
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app", "fabric")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "fabric")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("skerry.local/none:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        client.apps().deployments().inNamespace("default").resource(deployment).create();
        Await.untilAsserted(
                Duration.ofSeconds(20),
                () -> assertThat(client.pods()
                                .inNamespace("default")
                                .withLabel("app", "fabric")
                                .list()
                                .getItems())
                        .hasSize(2)
                        .allSatisfy(
                                pod -> assertThat(pod.getStatus().getPhase()).isEqualTo("Pending")));
        client.apps().deployments().inNamespace("default").withName("fabric").delete();
        Await.untilAsserted(
                Duration.ofSeconds(20),
                () -> assertThat(client.pods()
                                .inNamespace("default")
                                .withLabel("app", "fabric")
                                .list()
                                .getItems())
                        .isEmpty());
    }

    @Test
    void aCustomResourceIsAKindLikeAnyOther() throws Exception {
        String definition = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: boilers.plant.example}
                spec:
                  group: plant.example
                  scope: Namespaced
                  names: {plural: boilers, singular: boiler, kind: Boiler, shortNames: [bo]}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      subresources: {status: {}}
                      schema:
                        openAPIV3Schema:
                          type: object
                          properties:
                            spec: {type: object, properties: {celsius: {type: integer, maximum: 120}, mode: {type: string, default: eco}}}
                            status: {type: object, properties: {ready: {type: boolean}}}
                """;
        client.load(new ByteArrayInputStream(definition.getBytes(StandardCharsets.UTF_8)))
                .create();
        var boilers = client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup("plant.example")
                        .withVersion("v1")
                        .withKind("Boiler")
                        .withPlural("boilers")
                        .withNamespaced(true)
                        .build())
                .inNamespace("default");
        Await.until("the kind to be served", Duration.ofSeconds(10), () -> {
            try {
                return boilers.list().getItems().isEmpty();
            } catch (KubernetesClientException _) {
                return false;
            }
        });
        GenericKubernetesResource created = boilers.resource(boiler(80)).create();
        assertThat(created.<String>get("spec", "mode")).isEqualTo("eco");
        assertThatThrownBy(() -> boilers.resource(boiler(500)).update())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("spec.celsius");
        boilers.withName("one").delete();
    }

    private static GenericKubernetesResource boiler(int celsius) {
        var boiler = new GenericKubernetesResource();
        boiler.setApiVersion("plant.example/v1");
        boiler.setKind("Boiler");
        boiler.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withName("one")
                .withNamespace("default")
                .build());
        boiler.setAdditionalProperty("spec", Map.of("celsius", celsius));
        return boiler;
    }

    private static PatchContext apply(String manager, boolean isForced) {
        return new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(isForced)
                .build();
    }

    private static ConfigMap configMap(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .addToData("k", value)
                .build();
    }

    private static ConfigMap labelled(String name, String value) {
        return new ConfigMapBuilder(configMap(name, value))
                .editMetadata()
                .addToLabels("seen", "yes")
                .endMetadata()
                .build();
    }

    private static ResourceEventHandler<ConfigMap> recorder(List<String> seen) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(ConfigMap map) {
                seen.add("added " + map.getData().get("k"));
            }

            @Override
            public void onUpdate(ConfigMap before, ConfigMap after) {
                seen.add("updated " + after.getData().get("k"));
            }

            @Override
            public void onDelete(ConfigMap map, boolean isUnknown) {
                seen.add("deleted " + map.getData().get("k"));
            }
        };
    }
}
