// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.defaulting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.codec.YamlReader;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultsTest {
    @Test
    void aPodGetsItsDefaults() {
        KubeObject pod = defaulted("""
                kind: Pod
                apiVersion: v1
                spec:
                  serviceAccount: robot
                  hostNetwork: true
                  containers:
                  - name: a
                    image: registry.example:5000/a
                    ports: [{containerPort: 80}]
                    resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 100m}}
                    livenessProbe: {httpGet: {port: 80}}
                    env: [{name: X, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                  - {name: b, image: 'b:1.2'}
                  - {name: c, image: 'c:latest'}
                  - {name: d, image: 'd:latest@sha256:00'}
                  volumes:
                  - {name: none}
                  - {name: s, secret: {secretName: s}}
                  - {name: p, projected: {sources: [{serviceAccountToken: {path: t}}]}}
                """);
        assertThat(pod.at("spec")).isEqualTo(yaml("""
                        serviceAccount: robot
                        serviceAccountName: robot
                        hostNetwork: true
                        restartPolicy: Always
                        terminationGracePeriodSeconds: 30
                        dnsPolicy: ClusterFirst
                        securityContext: {}
                        schedulerName: default-scheduler
                        enableServiceLinks: true
                        containers:
                        - name: a
                          image: registry.example:5000/a
                          imagePullPolicy: Always
                          terminationMessagePath: /dev/termination-log
                          terminationMessagePolicy: File
                          ports: [{containerPort: 80, hostPort: 80, protocol: TCP}]
                          resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 100m, memory: 1Gi}}
                          livenessProbe:
                            httpGet: {port: 80, path: /, scheme: HTTP}
                            timeoutSeconds: 1
                            periodSeconds: 10
                            successThreshold: 1
                            failureThreshold: 3
                          env: [{name: X, valueFrom: {fieldRef: {fieldPath: metadata.name, apiVersion: v1}}}]
                        - {name: b, image: 'b:1.2', imagePullPolicy: IfNotPresent, terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File}
                        - {name: c, image: 'c:latest', imagePullPolicy: Always, terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File}
                        - {name: d, image: 'd:latest@sha256:00', imagePullPolicy: IfNotPresent, terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File}
                        volumes:
                        - {name: none, emptyDir: {}}
                        - {name: s, secret: {secretName: s, defaultMode: 420}}
                        - {name: p, projected: {defaultMode: 420, sources: [{serviceAccountToken: {path: t, expirationSeconds: 3600}}]}}
                        """));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {kind: Deployment, apiVersion: apps/v1, spec: {}} | {replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}}
            {kind: Deployment, apiVersion: apps/v1, spec: {replicas: 0, strategy: {type: Recreate}}} | {replicas: 0, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, strategy: {type: Recreate}}
            {kind: DaemonSet, apiVersion: apps/v1, spec: {}} | {revisionHistoryLimit: 10, updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}}
            {kind: Job, apiVersion: batch/v1, spec: {}} | {completions: 1, parallelism: 1, backoffLimit: 6, suspend: false, manualSelector: false, completionMode: NonIndexed, podReplacementPolicy: TerminatingOrFailed}
            {kind: Job, apiVersion: batch/v1, spec: {completions: 5}} | {completions: 5, parallelism: 1, backoffLimit: 6, suspend: false, manualSelector: false, completionMode: NonIndexed, podReplacementPolicy: TerminatingOrFailed}
            {kind: Service, apiVersion: v1, spec: {ports: [{port: 80}]}} | {type: ClusterIP, sessionAffinity: None, internalTrafficPolicy: Cluster, ipFamilies: [IPv4], ipFamilyPolicy: SingleStack, ports: [{port: 80, targetPort: 80, protocol: TCP}]}
            {kind: Service, apiVersion: v1, spec: {type: ExternalName, externalName: a.b}} | {type: ExternalName, externalName: a.b, sessionAffinity: None}
            {kind: Service, apiVersion: v1, spec: {clusterIP: None}} | {clusterIP: None, clusterIPs: [None], type: ClusterIP, sessionAffinity: None, internalTrafficPolicy: Cluster, ipFamilies: [IPv4], ipFamilyPolicy: SingleStack}
            {kind: NetworkPolicy, apiVersion: networking.k8s.io/v1, spec: {egress: [{ports: [{port: 1}]}]}} | {policyTypes: [Ingress, Egress], egress: [{ports: [{port: 1, protocol: TCP}]}]}
            {kind: CustomResourceDefinition, apiVersion: apiextensions.k8s.io/v1, spec: {names: {kind: Pump, plural: pumps}}} | {names: {kind: Pump, plural: pumps, singular: pump, listKind: PumpList}, conversion: {strategy: None}}
            {kind: LimitRange, apiVersion: v1, spec: {limits: [{type: Container, max: {cpu: 2}, min: {memory: 1Mi}}]}} | {limits: [{type: Container, max: {cpu: 2}, min: {memory: 1Mi}, default: {cpu: 2}, defaultRequest: {cpu: 2, memory: 1Mi}}]}
            """)
    void aSpecGetsItsDefaults(String object, String spec) {
        assertThat(defaulted(object).at("spec")).isEqualTo(yaml(spec));
    }

    @Test
    void textOfASecretBecomesData() {
        KubeObject secret =
                defaulted("{kind: Secret, apiVersion: v1, data: {a: eA==, b: eQ==}, stringData: {b: hello}}");
        assertThat(secret.at("data")).isEqualTo(yaml("{a: eA==, b: aGVsbG8=}"));
        assertThat(secret.at("type").text()).isEqualTo("Opaque");
        assertThat(secret.tree().has("stringData")).isFalse();
    }

    @Test
    void onlyANewNamespaceGetsItsFinalizer() {
        KubeObject namespace = object("{kind: Namespace, apiVersion: v1, metadata: {name: a}}");
        KubeObject fresh = Defaults.applyToNew(namespace.kind(), namespace);
        assertThat(fresh.at("spec", "finalizers")).isEqualTo(yaml("[kubernetes]"));
        assertThat(fresh.at("status", "phase").text()).isEqualTo("Active");
        assertThat(fresh.labels()).containsEntry("kubernetes.io/metadata.name", "a");
        assertThat(Defaults.apply(namespace.kind(), namespace).at("spec").isNull())
                .isTrue();
    }

    @Test
    void defaultsOfDefaultsAreTheSame() {
        Schemas.builtIn().resourceTypes().forEach(type -> {
            KubeObject empty = new KubeObject(JsonObject.of(
                    "kind", type.kind(), "apiVersion", type.groupVersionKind().apiVersion(), "spec", JsonObject.EMPTY));
            KubeObject once = Defaults.applyToNew(type.groupVersionKind(), empty);
            assertThat(Defaults.applyToNew(type.groupVersionKind(), once)).isEqualTo(once);
        });
    }

    private static KubeObject defaulted(String text) {
        KubeObject object = object(text);
        return Defaults.apply(object.kind(), object);
    }

    private static KubeObject object(String text) {
        return new KubeObject(yaml(text).object());
    }

    private static Json yaml(String text) {
        return YamlReader.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
