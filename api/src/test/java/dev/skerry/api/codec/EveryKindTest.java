// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Objects of every built-in kind, byte for byte as upstream's own types read and write them. Where they are
/// from stands in `kinds.origin.txt` beside the archive.
class EveryKindTest {
    private static final Map<String, byte[]> FILES = KindFiles.byName();

    static Stream<String> filled() {
        return objects().filter(name -> name.startsWith("filled/"));
    }

    /// The objects by their files' common name.
    static Stream<String> objects() {
        return FILES.keySet().stream()
                .filter(file -> file.endsWith(".pb"))
                .map(file -> file.substring(0, file.length() - ".pb".length()))
                .filter(name -> Schemas.builtIn().find(kind(name)).isPresent());
    }

    @Test
    void everyKindThatIsServedIsAmongThem() {
        Set<GroupVersionKind> there = objects().map(EveryKindTest::kind).collect(Collectors.toSet());
        assertThat(Schemas.builtIn().resourceTypes().stream().map(ResourceType::groupVersionKind))
                .filteredOn(kind -> !there.contains(kind))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("objects")
    void protobufReadsAsJsonSays(String name) {
        String back = FILES.containsKey(name + ".back.json") ? ".back.json" : ".json";
        assertThat(Protobuf.decode(FILES.get(name + ".pb")).tree()).isEqualTo(typed(name, json(name + back)));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void jsonIsWrittenAsThatProtobuf(String name) {
        Decoded decoded = ObjectDecoder.decode(FILES.get(name + ".json"), BodyFormat.JSON, kind(name), schema(name));
        assertThat(decoded.problems()).isEmpty();
        assertThat(Protobuf.encode(decoded.object())).isEqualTo(FILES.get(name + ".pb"));
    }

    @ParameterizedTest
    @MethodSource("filled")
    void aFilledObjectIsReadAsItStands(String name) {
        assertThat(typed(name, json(name + ".json"))).isEqualTo(json(name + ".json"));
    }

    @ParameterizedTest
    @MethodSource("filled")
    void yamlReadsAsJsonSays(String name) {
        assertThat(YamlReader.readStrictly(FILES.get(name + ".yaml")).value()).isEqualTo(json(name + ".json"));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void whatIsWrittenAsYamlReadsAsTheSame(String name) {
        byte[] yaml = YamlWriter.write(json(name + ".json")).getBytes(StandardCharsets.UTF_8);
        assertThat(YamlReader.readStrictly(yaml).value()).isEqualTo(json(name + ".json"));
    }

    /// Upstream's JSON has `null` for lists and times that are not set; here nothing stands for nothing.
    private static JsonObject typed(String name, JsonObject tree) {
        return TypedForm.of(schema(name), tree);
    }

    private static GroupVersionKind kind(String name) {
        return new KubeObject(json(name + ".json")).kind();
    }

    private static ObjectSchema schema(String name) {
        return Schemas.builtIn().find(kind(name)).orElseThrow();
    }

    private static JsonObject json(String file) {
        return JsonReader.read(FILES.get(file)).object();
    }
}
