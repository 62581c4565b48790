// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtobufListTest {
    private static final JsonObject METADATA = JsonObject.of("resourceVersion", "7", "continue", "here");

    static Stream<ResourceType> listed() {
        return Schemas.builtIn().resourceTypes().stream()
                .filter(type -> Schemas.builtIn().find(listKind(type)).isPresent());
    }

    @Test
    void pieceByPieceOrWholeTheBytesAreTheSame() throws IOException {
        assertSame("Pod", pods(3, "short"));
        assertSame("Pod", List.of());
    }

    @Test
    void whatIsBeyondTheKeptMegabyteIsThereToo() throws IOException {
        assertSame("Pod", pods(60, "x".repeat(50_000)));
        assertSame("Pod", pods(2, "x".repeat(2 << 20)));
    }

    @ParameterizedTest
    @MethodSource("listed")
    void listsOfEveryKindAreWrittenSo(ResourceType type) throws IOException {
        var items = List.of(
                JsonObject.of("metadata", JsonObject.of("name", "a")),
                JsonObject.of("metadata", JsonObject.of("name", "b", "namespace", "plant")));
        assertSame(listKind(type), items);
    }

    @Test
    void metadataAloneIsAListToo() throws IOException {
        var kind = GroupVersionKind.of("meta.k8s.io/v1", "PartialObjectMetadataList");
        assertSame(kind, List.of(JsonObject.of("metadata", JsonObject.of("name", "a"))));
    }

    @Test
    void whatIsNoListIsRefused() {
        assertThatThrownBy(() -> pieces(GroupVersionKind.of("v1", "Pod"), pods(1, "")))
                .isInstanceOf(DecodeException.class);
    }

    private static GroupVersionKind listKind(ResourceType type) {
        return GroupVersionKind.of(type.groupVersionKind().apiVersion(), type.listKind());
    }

    private static void assertSame(String kind, List<JsonObject> items) throws IOException {
        assertSame(GroupVersionKind.of("v1", kind + "List"), items);
    }

    private static void assertSame(GroupVersionKind kind, List<JsonObject> items) throws IOException {
        JsonObject whole = head(kind).with("items", new JsonArray(List.<Json>copyOf(items)));
        assertThat(pieces(kind, items)).isEqualTo(Protobuf.encode(new KubeObject(whole)));
    }

    private static byte[] pieces(GroupVersionKind kind, List<JsonObject> items) throws IOException {
        var out = new ByteArrayOutputStream();
        ProtobufList.write(new KubeObject(head(kind)), items.size(), items::get, out);
        return out.toByteArray();
    }

    private static JsonObject head(GroupVersionKind kind) {
        return JsonObject.of("kind", kind.kind(), "apiVersion", kind.apiVersion(), "metadata", METADATA);
    }

    private static List<JsonObject> pods(int count, String note) {
        var pods = new ArrayList<JsonObject>();
        for (int i = 0; i < count; i++) {
            var metadata = JsonObject.of("name", "pod-" + i, "annotations", JsonObject.of("note", note));
            pods.add(JsonObject.of("kind", "Pod", "apiVersion", "v1", "metadata", metadata));
        }
        return pods;
    }
}
