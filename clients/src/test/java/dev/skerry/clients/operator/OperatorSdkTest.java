// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.clients.Client;
import dev.skerry.clients.Jars;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operator of the Java Operator SDK, which knows nothing of Skerry.
class OperatorSdkTest implements Client {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: boilers.sdk.example}
            spec:
              group: sdk.example
              scope: Namespaced
              names: {plural: boilers, singular: boiler, kind: Boiler}
              versions:
                - name: v1
                  served: true
                  storage: true
                  subresources: {status: {}}
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec: {type: object, properties: {celsius: {type: integer}}}
                        status: {type: object, properties: {state: {type: string}}}
            """;
    private static final String BOILER = """
            apiVersion: sdk.example/v1
            kind: Boiler
            metadata: {name: NAME}
            spec: {celsius: CELSIUS}
            """;

    @TempDir
    static Path folder;

    private static Cluster cluster;
    private static Kubectl kubectl;

    private final List<String> drained = new CopyOnWriteArrayList<>();
    private Operator operator;

    @BeforeAll
    static void startCluster() throws Exception {
        assertThat(Namespaces.isPossible()).as("network namespaces need root").isTrue();
        cluster = Cluster.withoutNode(folder);
        kubectl = cluster.kubectl();
        kubectl.runWith(DEFINITION, "apply", "-f", "-");
        kubectl.run("wait", "--for=condition=Established", "crd/boilers.sdk.example", "--timeout=20s");
    }

    @AfterAll
    static void stopCluster() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void startOperator() throws Exception {
        operator = new Operator(settings -> settings.withKubernetesClient(connect())
                .withLeaderElectionConfiguration(
                        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("boilers")
                                .withLeaseNamespace("default")
                                .withIdentity("me")
                                .build()));
        operator.register(new BoilerReconciler(drained));
        operator.start();
    }

    @AfterEach
    void stopOperator() {
        operator.stop();
    }

    private static KubernetesClient connect() {
        try {
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(Files.readString(cluster.reachableKubeconfig())))
                    .build();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public String client() {
        return "Java Operator SDK " + Jars.version(Operator.class, "io.javaoperatorsdk", "operator-framework-core");
    }

    @Test
    @DisplayName("status, dependent resource kept right, finalizer, under leader election")
    void anOperatorLooksAfterItsKind() throws Exception {
        kubectl.runWith(boiler("one", 80), "apply", "-f", "-");
        Await.untilAsserted(PATIENCE, () -> {
            assertThat(field("boiler/one", "{.status.state}")).isEqualTo("heated to 80");
            assertThat(field("boiler/one", "{.metadata.finalizers[0]}")).isEqualTo("sdk.example/drained");
            assertThat(field("configmap/one", "{.data.celsius}")).isEqualTo("80");
        });
        assertThat(field("lease/boilers", "{.spec.holderIdentity}")).isEqualTo("me");

        kubectl.runWith(boiler("one", 90), "apply", "-f", "-");
        Await.untilAsserted(PATIENCE, () -> {
            assertThat(field("boiler/one", "{.status.state}")).isEqualTo("heated to 90");
            assertThat(field("configmap/one", "{.data.celsius}")).isEqualTo("90");
        });

        kubectl.run("patch", "configmap", "one", "--type=merge", "-p", "{\"data\":{\"celsius\":\"1\"}}");
        Await.untilAsserted(
                PATIENCE,
                () -> assertThat(field("configmap/one", "{.data.celsius}")).isEqualTo("90"));

        kubectl.run("delete", "boiler", "one", "--timeout=30s");
        assertThat(drained).containsExactly("one");
        Await.untilAsserted(
                PATIENCE,
                () -> assertThat(kubectl.run("get", "configmap", "one", "--ignore-not-found"))
                        .isEmpty());
    }

    private static String field(String object, String path) throws Exception {
        return kubectl.tryRun("", "get", object, "-o", "jsonpath=" + path).out();
    }

    private static String boiler(String name, int celsius) {
        return BOILER.replace("NAME", name).replace("CELSIUS", Integer.toString(celsius));
    }
}
