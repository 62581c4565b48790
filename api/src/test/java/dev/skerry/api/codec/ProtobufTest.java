// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufTest {
    private static final GroupVersionKind CONFIG_MAP = GroupVersionKind.of("v1", "ConfigMap");

    @ParameterizedTest
    @ValueSource(
            strings = {"pod", "secret", "deployment", "lease", "node", "event", "definition", "status", "token-review"})
    void anObjectReadsAndWritesAsUpstreamDoes(String name) throws IOException {
        JsonObject json = JsonReader.read(golden(name + ".json")).object();
        GroupVersionKind kind = new KubeObject(json).kind();
        ObjectSchema schema = Schemas.builtIn().find(kind).orElseThrow();
        byte[] bytes = golden(name + ".pb");
        assertThat(TypedForm.of(schema, Protobuf.decode(bytes).tree())).isEqualTo(TypedForm.of(schema, json));
        assertThat(Protobuf.encode(new KubeObject(json))).isEqualTo(bytes);
        assertThat(Protobuf.watchFrame("ADDED", new KubeObject(json))).isEqualTo(golden(name + ".watch"));
    }

    @Test
    void damagedBytesAreRefusedAndNeverMore() throws IOException {
        byte[] good = golden("pod.pb");
        var random = new Random(20261123);
        for (int i = 0; i < 5_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(4, good.length + 1));
            for (int flips = random.nextInt(4); flips >= 0 && bad.length > 4; flips--) {
                bad[random.nextInt(4, bad.length)] = (byte) random.nextInt();
            }
            try {
                Protobuf.decode(bad);
            } catch (DecodeException _) {
                // Refusing is right, and so is reading what still makes sense; anything else fails the test.
            }
        }
    }

    @Test
    void aLengthThatPromisesTooMuchIsRefusedBeforeMemoryIsTaken() {
        byte[] envelope = {'k', '8', 's', 0, 0x12, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
        assertThatThrownBy(() -> Protobuf.decode(envelope)).hasMessage("unexpected EOF");
    }

    @Test
    void nestingIsBounded() {
        var out = new WireWriter();
        for (int i = 0; i < 5_000; i++) {
            out.closeMessage(28, 0);
        }
        byte[] schemas = out.toBytes();
        ObjectSchema schema =
                Schemas.builtIn().type("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");
        assertThatThrownBy(() -> ProtobufReader.read(schema, schemas)).hasMessage("exceeded max depth");
    }

    @Test
    void aMapEntryWithoutAValueHasTheZeroOne() {
        var out = new WireWriter();
        int mark = out.size();
        out.text(1, "a");
        out.closeMessage(2, mark);
        ObjectSchema schema = Schemas.builtIn().find(CONFIG_MAP).orElseThrow();
        assertThat(ProtobufReader.read(schema, out.toBytes())).isEqualTo(JsonObject.of("data", JsonObject.of("a", "")));
    }

    @Test
    void aCustomResourceHasNoSuchForm() {
        KubeObject pump = KubeObject.of(GroupVersionKind.of("example.org/v1", "Pump"), ObjectName.cluster("a"));
        assertThatThrownBy(() -> Protobuf.encode(pump)).isInstanceOf(DecodeException.class);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = ProtobufTest.class.getResourceAsStream("golden/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }
}
