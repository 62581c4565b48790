// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.codec.ObjectDecoder;
import dev.skerry.api.codec.YamlReader;
import dev.skerry.api.defaulting.Defaults;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationTest {
    private static final String POD =
            "{kind: Pod, apiVersion: v1, metadata: {name: a, namespace: default}, spec: {containers: [{name: a, image: a}]}}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {containers: []}                                    | spec.containers: Required value
            {containers: [{name: a}]}                           | spec.containers[0].image: Required value
            {containers: [{image: a}]}                          | spec.containers[0].name: Required value
            {containers: [{name: a, image: a}, {name: a, image: b}]} | spec.containers[1].name: Duplicate value: "a"
            {containers: [{name: a, image: a, imagePullPolicy: Now}]} | spec.containers[0].imagePullPolicy: Unsupported value: "Now": supported values: "Always", "IfNotPresent", "Never"
            {containers: [{name: a, image: a, ports: [{containerPort: 70000}]}]} | spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive
            {containers: [{name: a, image: a, volumeMounts: [{name: x, mountPath: /x}]}]} | spec.containers[0].volumeMounts[0].name: Not found: "x"
            {containers: [{name: a, image: a, livenessProbe: {periodSeconds: 3}}]} | spec.containers[0].livenessProbe: Required value: must specify a handler type
            {containers: [{name: a, image: a, livenessProbe: {successThreshold: 2, exec: {command: [a]}}}]} | spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1
            {containers: [{name: a, image: a, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}]} | spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1
            {containers: [{name: a, image: a, resources: {limits: {memory: -1}}}]} | spec.containers[0].resources.limits[memory]: Invalid value: "-1": must be greater than or equal to 0; spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0
            {containers: [{name: a, image: a, env: [{name: A, value: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]} | spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty
            {restartPolicy: Sometimes, containers: [{name: a, image: a}]} | spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"
            {containers: [{name: a, image: a}], volumes: [{name: v, hostPath: {}}]} | spec.volumes[0].hostPath.path: Required value
            {containers: [{name: a, image: a}], volumes: [{name: v, secret: {}, emptyDir: {}}]} | spec.volumes[0].emptyDir: Forbidden: may not specify more than 1 volume type; spec.volumes[0].secret.secretName: Required value
            {containers: [{name: a, image: a}], tolerations: [{operator: Equal, value: b}]} | spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"
            {containers: [{name: a, image: a}], initContainers: [{name: b, image: b, readinessProbe: {exec: {command: [a]}}}]} | spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always
            {containers: [{name: a, image: a}], ephemeralContainers: [{name: b, image: b}]} | spec.ephemeralContainers: Forbidden: cannot be set on create
            {containers: [{name: a, image: a, resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}, {resourceName: disk, restartPolicy: NotRequired}]}], restartPolicy: Never} | spec.containers[0].resizePolicy: Invalid value: "RestartContainer": must be 'NotRequired' when pod `restartPolicy` is 'Never'; spec.containers[0].resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"
            """)
    void whatIsWrongWithAPod(String spec, String errors) {
        assertThat(create("{kind: Pod, apiVersion: v1, metadata: {name: a, namespace: default}, spec: " + spec + "}"))
                .isEqualTo(errors);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {kind: ConfigMap, apiVersion: v1, metadata: {namespace: d}} | metadata.name: Required value: name or generateName is required
            {kind: ConfigMap, apiVersion: v1, metadata: {namespace: d, generateName: a-}} | ^^
            {kind: ConfigMap, apiVersion: v1, metadata: {namespace: d, name: a}, data: {a b: c}} | data[a b]: Invalid value: "a b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')
            {kind: ConfigMap, apiVersion: v1, metadata: {namespace: d, name: a, labels: {x: a b}}} | metadata.labels: Invalid value: "a b": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')
            {kind: Namespace, apiVersion: v1, metadata: {name: a.b}} | metadata.name: Invalid value: "a.b": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            {kind: Node, apiVersion: v1, metadata: {name: a, namespace: b}} | metadata.namespace: Forbidden: not allowed on this type
            {kind: ClusterRole, apiVersion: rbac.authorization.k8s.io/v1, metadata: {name: "system:x"}, rules: [{resources: [pods]}]} | rules[0].verbs: Required value: verbs must contain at least one value; rules[0].apiGroups: Required value: resource rules must supply at least one api group
            {kind: Secret, apiVersion: v1, type: kubernetes.io/tls, metadata: {name: a, namespace: d}} | data[tls.crt]: Required value; data[tls.key]: Required value
            {kind: Service, apiVersion: v1, metadata: {name: 1a, namespace: d}, spec: {ports: [{port: 80}]}} | metadata.name: Invalid value: "1a": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')
            {kind: Service, apiVersion: v1, metadata: {name: a, namespace: d}, spec: {}} | spec.ports: Required value
            {kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: a, namespace: d}, spec: {leaseDurationSeconds: 0}} | spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0
            {kind: CustomResourceDefinition, apiVersion: apiextensions.k8s.io/v1, metadata: {name: x}, spec: {group: example.org, scope: Namespaced, names: {kind: Pump, plural: pumps}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}} | metadata.name: Invalid value: "x": must be spec.names.plural+"."+spec.group
            """)
    void whatIsWrongWithOtherKinds(String object, String errors) {
        assertThat(create(object)).isEqualTo(errors);
    }

    /// client-go, and every operator on it, gives a lock up by writing that nobody holds it.
    @Test
    void aLeaseMayBeHeldByNobody() {
        assertThat(create("""
                {kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: a, namespace: d}, \
                spec: {holderIdentity: '', leaseDurationSeconds: 1}}""")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {}                                          | spec.selector: Required value
            {selector: {}}                              | spec.selector: Invalid value: {}: empty selector is invalid for deployment
            {selector: {matchLabels: {a: c}}}           | spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`
            {selector: {matchLabels: {a: b}}}           | ^^
            {selector: {matchLabels: {a: b}}, replicas: -1} | spec.replicas: Invalid value: -1: must be greater than or equal to 0
            {selector: {matchLabels: {a: b}}, strategy: {type: Recreate, rollingUpdate: {}}} | spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'
            {selector: {matchLabels: {a: b}}, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}}} | spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0
            """)
    void whatIsWrongWithADeployment(String spec, String errors) {
        JsonObject template = yaml("{metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}")
                .object();
        JsonObject deployment = JsonObject.of(
                "kind",
                "Deployment",
                "apiVersion",
                "apps/v1",
                "metadata",
                yaml("{name: a, namespace: d}"),
                "spec",
                yaml(spec).object().with("template", template));
        assertThat(create(deployment.toString())).isEqualTo(errors);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            image       | b      | ^^
            terminationMessagePath | /x | FORBIDDEN
            """)
    void aPodMayChangeItsImageAndLittleElse(String field, String value, String error) {
        KubeObject pod = defaulted(POD);
        Json container =
                pod.at("spec", "containers").elements().getFirst().object().with(field, value);
        KubeObject changed = pod.with(Json.of(List.of(container)), "spec", "containers");
        List<FieldError> errors = Validation.update(pod.kind(), changed, pod);
        assertThat(errors.stream().map(found -> found.type().name()).toList())
                .isEqualTo(error.isEmpty() ? List.of() : List.of(error));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            [{name: x, image: i}]                            | ^^
            [{name: x, image: i}, {name: z, image: i, targetContainerName: a}] | ^^
            [{name: z, image: i}, {name: x, image: i}]       | ^^
            []                                               | spec.ephemeralContainers: Forbidden: existing ephemeral containers "x" may not be removed\\n
            [{name: x, image: j}]                            | spec.ephemeralContainers: Forbidden: existing ephemeral containers "x" may not be changed\\n
            [{name: x, image: i}, {name: a, image: i}]       | spec.ephemeralContainers[1].name: Duplicate value: "a"
            [{name: x, image: i}, {name: z, image: i, targetContainerName: x}] | spec.ephemeralContainers[1].targetContainerName: Not found: "x"
            [{name: x, image: i}, {name: z, image: i, ports: [{containerPort: 1}]}] | spec.ephemeralContainers[1].ports: Forbidden: cannot be set for an Ephemeral Container
            [{name: x, image: i}, {name: z, image: i, resources: {limits: {cpu: 1}}}] | spec.ephemeralContainers[1].resources: Forbidden: cannot be set for an Ephemeral Container
            [{name: x, image: i}, {name: z, image: i, volumeMounts: [{name: v, mountPath: /v, subPath: s}]}] | spec.ephemeralContainers[1].volumeMounts[0].subPath: Forbidden: cannot be set for an Ephemeral Container
            """)
    void ephemeralContainersAreOnlyAdded(String wanted, String errors) {
        KubeObject pod = defaulted(POD.replace(
                "]}}", "], volumes: [{name: v, emptyDir: {}}]," + " ephemeralContainers: [{name: x, image: i}]}}"));
        KubeObject changed = Defaults.apply(pod.kind(), pod.with(yaml(wanted), "spec", "ephemeralContainers"));
        assertThat(text(Validation.updatePart(pod.kind(), "ephemeralcontainers", changed, pod))
                        .replace("\n", "\\n"))
                .isEqualTo(errors);
        if (!changed.equals(pod)) {
            assertThat(Validation.update(pod.kind(), changed, pod))
                    .as("by the pod's own path")
                    .isNotEmpty();
        }
        KubeObject mirror = pod.with("x", "metadata", "annotations", "kubernetes.io/config.mirror");
        assertThat(text(Validation.updatePart(pod.kind(), "ephemeralcontainers", changed, mirror)))
                .contains("static pods do not support ephemeral containers");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {requests: {cpu: 2, memory: 1Gi}, limits: {memory: 4Gi}}  | ^^
            {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 2Gi}} | ^^
            {requests: {cpu: 1, memory: 1Gi}}                          | spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed
            {limits: {memory: 2Gi}}                                    | spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed
            {requests: {cpu: 2, memory: 2Gi}, limits: {cpu: 2, memory: 2Gi}} | spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing
            {requests: {cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi}, limits: {memory: 2Gi}} | spec: Forbidden: only cpu and memory resources are mutable
            {requests: {cpu: 1, memory: 3Gi}, limits: {memory: 2Gi}}   | spec.containers[0].resources.requests: Invalid value: "3Gi": must be less than or equal to memory limit of 2Gi
            """)
    void aPodIsResizedInProcessorAndMemoryAlone(String resources, String errors) {
        KubeObject pod = defaulted(POD.replace(
                        "image: a}",
                        "image: a, resources: {requests: {cpu: 1, memory: 1Gi}," + " limits: {memory: 2Gi}}}"))
                .with("Burstable", "status", "qosClass");
        Json container =
                pod.at("spec", "containers").elements().getFirst().object().with("resources", yaml(resources));
        KubeObject changed = pod.with(Json.of(List.of(container)), "spec", "containers");
        assertThat(text(Validation.updatePart(pod.kind(), "resize", changed, pod)))
                .isEqualTo(errors);
    }

    @Test
    void whatIsFixedStaysFixed() {
        KubeObject secret = defaulted(
                "{kind: Secret, apiVersion: v1, metadata: {name: a, namespace: d}, immutable: true, data: {a: eA==}}");
        KubeObject changed =
                secret.with("other", "type").with("eQ==", "data", "a").without("immutable");
        assertThat(text(Validation.update(secret.kind(), changed, secret)))
                .isEqualTo("type: Invalid value: \"other\": field is immutable;"
                        + " immutable: Forbidden: field is immutable when `immutable` is set;"
                        + " data: Forbidden: field is immutable when `immutable` is set");
    }

    @Test
    void theRefusalReadsAsClientsKnowIt() {
        KubeObject pod = defaulted(POD).with("Bad_Name", "metadata", "name").without("spec", "containers");
        var refusal = FieldError.refusal(pod.kind(), "Bad_Name", Validation.create(pod.kind(), pod));
        assertThat(refusal.getMessage())
                .isEqualTo(
                        "Pod \"Bad_Name\" is invalid: [metadata.name: Invalid value: \"Bad_Name\": a lowercase RFC 1123"
                                + " subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start"
                                + " and end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                                + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'),"
                                + " spec.containers: Required value]");
        assertThat(refusal.details()
                        .at("causes")
                        .elements()
                        .getFirst()
                        .at("reason")
                        .text())
                .isEqualTo("FieldValueInvalid");
    }

    @Test
    void anEmptyObjectOfAnyKindIsAnsweredWithoutFalling() {
        for (ResourceType type : Schemas.builtIn().resourceTypes()) {
            GroupVersionKind kind = type.groupVersionKind();
            KubeObject empty = new KubeObject(JsonObject.of("kind", kind.kind(), "apiVersion", kind.apiVersion()));
            assertThat(Validation.create(kind, Defaults.apply(kind, empty))).isNotEmpty();
            Validation.update(kind, empty, empty);
        }
    }

    private static String create(String object) {
        KubeObject filled = defaulted(object);
        return text(Validation.create(filled.kind(), filled));
    }

    private static String text(List<FieldError> errors) {
        return String.join("; ", errors.stream().map(FieldError::toString).toList());
    }

    private static KubeObject defaulted(String text) {
        JsonObject tree = yaml(text).object();
        GroupVersionKind kind = new KubeObject(tree).kind();
        var decoded =
                ObjectDecoder.decode(tree, kind, Schemas.builtIn().find(kind).orElseThrow());
        return Defaults.apply(kind, decoded.object());
    }

    private static Json yaml(String text) {
        return YamlReader.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
