// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.JsonReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectDecoderTest {
    private static final GroupVersionKind POD = GroupVersionKind.of("v1", "Pod");
    private static final GroupVersionKind DEPLOYMENT = GroupVersionKind.of("apps/v1", "Deployment");
    private static final GroupVersionKind CONFIG_MAP = GroupVersionKind.of("v1", "ConfigMap");

    @Test
    void unknownAndDuplicateFieldsAreNamedAndDropped() {
        Decoded decoded = json(POD, """
                {"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"name":"a","imag":"x","name":"b"}],"foo":1}}""");
        assertThat(decoded.problems())
                .containsExactly(
                        "unknown field \"spec.containers[0].imag\"",
                        "unknown field \"spec.foo\"",
                        "duplicate field \"spec.containers[0].name\"");
        assertThat(decoded.object().at("spec")).isEqualTo(JsonReader.read("{\"containers\":[{\"name\":\"b\"}]}"));
        assertThatThrownBy(decoded::strictly)
                .hasMessageStartingWith("Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"spec":{"replicas":"3"}}   | json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32
            {"spec":{"replicas":1.5}}   | json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32
            {"spec":{"template":{"spec":{"containers":[{"ports":[{"containerPort":true}]}]}}}} | json: cannot unmarshal bool into Go struct field ContainerPort.spec.template.spec.containers.ports.containerPort of type int32
            {"spec":{"template":{"spec":{"containers":{}}}}} | json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container
            {"metadata":{"labels":{"a":1}}} | json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string
            {"spec":[]}                 | json: cannot unmarshal array into Go struct field Deployment.spec of type v1.DeploymentSpec
            """)
    void aWrongTypeIsRefusedInGosWords(String body, String message) {
        assertThatThrownBy(() -> json(DEPLOYMENT, body))
                .hasMessage("Deployment in version \"v1\" cannot be handled as a Deployment: " + message);
    }

    @Test
    void valuesComeOutInTheirCanonicalForm() {
        Decoded decoded = json(POD, """
                {"metadata":{"name":"a","labels":{},"creationTimestamp":null},"spec":{"hostNetwork":false,
                 "containers":[{"name":"a","resources":{"limits":{"memory":"1024Mi","cpu":0.5}},"securityContext":{}}]}}""");
        assertThat(decoded.object().tree()).isEqualTo(JsonReader.read("""
                        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"},"spec":{"containers":[{"name":"a",
                         "resources":{"limits":{"memory":"1Gi","cpu":"500m"}},"securityContext":{}}]}}"""));
    }

    @Test
    void anotherKindIsRefused() {
        assertThatThrownBy(() -> json(CONFIG_MAP, "{\"kind\":\"Secret\",\"apiVersion\":\"v1\"}"))
                .hasMessage("Secret in version \"v1\" cannot be handled as a ConfigMap:"
                        + " converting (v1.Secret) to (core.ConfigMap): unknown conversion");
    }

    @Test
    void aBodyThatIsNotJsonIsShownInItsRefusal() {
        assertThatThrownBy(() -> json(CONFIG_MAP, "{\"apiVersion\":"))
                .hasMessage("the object provided is unrecognized (must be of type ConfigMap): couldn't get"
                        + " version/kind; json parse error: unexpected end of JSON input ({\"apiVersion\":)");
    }

    @Test
    void aCustomResourceKeepsWhatItsSchemaAllows() {
        var kind = GroupVersionKind.of("example.org/v1", "Pump");
        var schema = dev.skerry.api.schema.ObjectSchema.builder("")
                .field(dev.skerry.api.schema.Field.optional("kind", text()))
                .field(dev.skerry.api.schema.Field.optional("apiVersion", text()))
                .field(dev.skerry.api.schema.Field.optional(
                        "metadata", Schemas.builtIn().objectMeta()))
                .build();
        Decoded decoded = ObjectDecoder.decode(
                bytes("{\"metadata\":{\"name\":\"a\",\"x\":1},\"spec\":{}}"), BodyFormat.JSON, kind, schema);
        assertThat(decoded.problems()).containsExactly("unknown field \"metadata.x\"", "unknown field \"spec\"");
        assertThat(decoded.object().name()).isEqualTo("a");
    }

    @Test
    void yamlIsReadAsKubernetesReadsIt() {
        Decoded decoded = decode(
                CONFIG_MAP, BodyFormat.YAML, "kind: ConfigMap\napiVersion: v1\ndata:\n  mode: \"0644\"\n  a: b\n");
        assertThat(decoded.object().at("data", "mode").text()).isEqualTo("0644");
    }

    @Test
    void protobufOfAnotherKindOrNoneIsRefused() {
        byte[] secret =
                Protobuf.encode(json(GroupVersionKind.of("v1", "Secret"), "{}").object());
        assertThatThrownBy(() -> decode(CONFIG_MAP, BodyFormat.PROTOBUF, secret))
                .hasMessageContaining("converting (v1.Secret) to (core.ConfigMap)");
        assertThatThrownBy(() -> decode(CONFIG_MAP, BodyFormat.PROTOBUF, bytes("hello")))
                .hasMessageContaining("does not appear to be a protobuf message")
                .hasMessageEndingWith("(68656c6c6f)");
    }

    private static dev.skerry.api.schema.Schema text() {
        return dev.skerry.api.schema.ScalarSchema.of(dev.skerry.api.schema.ScalarSchema.Kind.STRING);
    }

    private static Decoded json(GroupVersionKind kind, String body) {
        return decode(kind, BodyFormat.JSON, body);
    }

    private static Decoded decode(GroupVersionKind kind, BodyFormat format, String body) {
        return decode(kind, format, bytes(body));
    }

    private static Decoded decode(GroupVersionKind kind, BodyFormat format, byte[] body) {
        return ObjectDecoder.decode(
                body, format, kind, Schemas.builtIn().find(kind).orElseThrow());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
