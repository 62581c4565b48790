// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.codec.YamlReader;
import dev.skerry.api.defaulting.Defaults;
import dev.skerry.api.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Faults that a kube-apiserver v1.36.0 found in the same objects.
class LikeKubeApiServerTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: d}, spec: {volumeLifecycleModes: [Odd], fsGroupPolicy: Odd}} | spec.fsGroupPolicy: Unsupported value: "Odd": supported values: "File", "None", "ReadWriteOnceWithFSType"; spec.volumeLifecycleModes: Unsupported value: "Odd": supported values: "Ephemeral", "Persistent"
            {apiVersion: storage.k8s.io/v1, kind: VolumeAttachment, metadata: {name: d}, spec: {attacher: d, nodeName: node-1, source: {}}} | spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName
            {apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: r}, handler: A_B} | handler: Invalid value: "A_B": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            {apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: wrong}, spec: {group: g.example, version: v1, groupPriorityMinimum: 0, versionPriority: 0, service: {namespace: "", name: ""}}} | metadata.name: Invalid value: "wrong": must be `spec.version+"."+spec.group`: "v1.g.example"; spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000; spec.versionPriority: Invalid value: 0: must be positive and less than 1000; spec.service.namespace: Required value; spec.service.name: Required value
            {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: p}, spec: {type: Odd}} | spec.type: Unsupported value: "Odd": supported values: "Exempt", "Limited"
            {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: f}, spec: {priorityLevelConfiguration: {name: x}, rules: [{subjects: []}]}} | spec.rules[0].subjects: Required value: subjects must contain at least one value; spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty
            {apiVersion: networking.k8s.io/v1, kind: IPAddress, metadata: {name: 192.0.2.7}, spec: {}} | spec.parentRef: Required value
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: e, namespace: d}, addressType: Odd, endpoints: []} | addressType: Unsupported value: "Odd": supported values: "FQDN", "IPv4", "IPv6"
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: e, namespace: d}, addressType: IPv4, endpoints: [{addresses: [127.0.0.1]}]} | endpoints[0].addresses[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)
            {apiVersion: v1, kind: Endpoints, metadata: {name: e, namespace: d}, subsets: [{addresses: [{ip: x}]}, {}]} | subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address; subsets[1]: Required value: must specify `addresses` or `notReadyAddresses`
            {apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: e, namespace: d}, regarding: {namespace: d}, type: Odd} | eventTime: Required value; type: Invalid value: "": has invalid value: Odd
            {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: p, namespace: d}, spec: {minAvailable: -1}} | spec.minAvailable: Invalid value: -1: must be greater than or equal to 0
            {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: p, namespace: d}, spec: {maxUnavailable: 150%}} | spec.maxUnavailable: Invalid value: "150%": must not be greater than 100%
            {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: d}, spec: {rules: [{host: 1.2.3.4}]}} | spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address
            {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: d}, spec: {rules: [{http: {paths: [{path: /a//b, pathType: Prefix, backend: {service: {name: a}}}]}}]}} | spec.rules[0].http.paths[0].path: Invalid value: "/a//b": must not contain '//'; spec.rules[0].http.paths[0].backend: Required value: port name or number is required
            {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i, namespace: d}, spec: {rules: [{host: "*.a.example", http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {name: http}}}}]}}]}} | ^^
            {apiVersion: v1, kind: Pod, metadata: {name: p, namespace: d}, spec: {terminationGracePeriodSeconds: -1, containers: [{name: a, image: i}]}} | ^^
            """)
    void whatIsWrong(String object, String faults) {
        KubeObject read = new KubeObject(
                YamlReader.read(object.getBytes(StandardCharsets.UTF_8)).object());
        KubeObject filled = Defaults.apply(read.kind(), read);
        assertThat(Validation.create(read.kind(), filled).stream()
                        .map(FieldError::toString)
                        .collect(Collectors.joining("; ")))
                .isEqualTo(faults);
    }
}
