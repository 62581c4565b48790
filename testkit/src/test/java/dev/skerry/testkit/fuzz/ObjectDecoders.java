// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.fuzz;

import dev.skerry.api.codec.BodyFormat;
import dev.skerry.api.codec.DecodeException;
import dev.skerry.api.codec.ObjectDecoder;
import dev.skerry.api.codec.Protobuf;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.patch.Apply;
import dev.skerry.api.patch.ApplyRequest;
import dev.skerry.api.patch.FieldSet;
import dev.skerry.api.patch.JsonPatch;
import dev.skerry.api.patch.ManagedFields;
import dev.skerry.api.patch.MergePatch;
import dev.skerry.api.patch.StrategicPatch;
import dev.skerry.api.patch.Writer;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Bodies of requests: objects in their formats, and the four kinds of patches, against a Pod.
final class ObjectDecoders {
    private static final GroupVersionKind POD = GroupVersionKind.of("v1", "Pod");
    private static final ObjectSchema SCHEMA = Schemas.builtIn().find(POD).orElseThrow();
    private static final Writer WRITER = new Writer("fuzzer", "", Instant.EPOCH);
    private static final KubeObject LIVE = live();

    private ObjectDecoders() {}

    static List<Decoder> all() {
        return List.of(
                new Decoder(
                        "pod-json",
                        List.of(StatusException.class),
                        List.of(text("""
                                {"kind":"Pod","metadata":{"name":"a","creationTimestamp":"2026-01-01T00:00:00Z"},\
                                "spec":{"containers":[{"name":"c","livenessProbe":{"httpGet":{"port":"http"}}}]}}""")),
                        input -> decode(input, BodyFormat.JSON)),
                new Decoder(
                        "pod-protobuf",
                        List.of(StatusException.class),
                        List.of(Protobuf.encode(LIVE)),
                        input -> decode(input, BodyFormat.PROTOBUF)),
                new Decoder(
                        "any-protobuf",
                        List.of(DecodeException.class),
                        List.of(Protobuf.encode(LIVE)),
                        input -> Protobuf.encode(Protobuf.decode(input))),
                patch("json-patch", patch -> JsonPatch.read(patch).apply(LIVE.tree()), """
                        [{"op":"add","path":"/metadata/labels/a~1b","value":"c"},{"op":"test","path":"/kind",\
                        "value":"Pod"},{"op":"move","from":"/spec/containers/0","path":"/spec/containers/-"}]"""),
                patch(
                        "merge-patch",
                        patch -> MergePatch.apply(LIVE.tree(), patch),
                        "{\"metadata\":{\"labels\":{\"x\":null}}}"),
                patch("strategic-patch", ObjectDecoders::strategic, """
                        {"spec":{"$setElementOrder/containers":[{"name":"c"}],"containers":[{"name":"c","$patch":\
                        "delete"},{"name":"d","env":[{"name":"e","value":"f"}]}],"$retainKeys":["containers"]}}"""),
                patch("apply", ObjectDecoders::apply, "{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"j\"}]}}"),
                patch(
                        "managed-fields",
                        ObjectDecoders::fields,
                        "{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"c\\\"}\":{\".\":{},\"f:image\":{}}}}}"));
    }

    @FunctionalInterface
    private interface PatchCheck {
        void read(Json patch) throws Exception;
    }

    private static Decoder patch(String name, PatchCheck check, String seed) {
        return new Decoder(
                name,
                List.of(JsonException.class, StatusException.class, DecodeException.class),
                List.of(text(seed)),
                input -> check.read(JsonReader.read(input)));
    }

    /// What is read can be written in the other format, and is the same when read from that.
    private static void decode(byte[] input, BodyFormat format) {
        KubeObject object = ObjectDecoder.decode(input, format, POD, SCHEMA).object();
        byte[] written = Protobuf.encode(object);
        KubeObject again =
                ObjectDecoder.decode(written, BodyFormat.PROTOBUF, POD, SCHEMA).object();
        Decoders.requireSame(
                new String(written, StandardCharsets.ISO_8859_1),
                new String(Protobuf.encode(again), StandardCharsets.ISO_8859_1));
    }

    private static void strategic(Json patch) {
        var patched = new KubeObject(StrategicPatch.apply(SCHEMA, LIVE.tree(), patch));
        ObjectDecoder.decode(patched.tree(), POD, SCHEMA);
        ManagedFields.afterUpdate(SCHEMA, LIVE, patched, WRITER, FieldSet.EMPTY);
    }

    private static void apply(Json patch) {
        KubeObject wanted = ObjectDecoder.decode(patch.object(), POD, SCHEMA).object();
        Apply.apply(new ApplyRequest(SCHEMA, LIVE, wanted, WRITER, ApplyRequest.Conflicts.FORCED, FieldSet.EMPTY));
    }

    private static void fields(Json json) {
        FieldSet read = FieldSet.read(json);
        Decoders.requireSame(read, FieldSet.read(read.toJson()));
    }

    private static KubeObject live() {
        Json tree = JsonReader.read("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"n","labels":{"x":"y"}},"spec":{\
                "containers":[{"name":"c","image":"i:1","env":[{"name":"e","value":"v"}]}],"nodeSelector":{"a":"b"}}}""");
        KubeObject pod = ObjectDecoder.decode(tree.object(), POD, SCHEMA).object();
        return ManagedFields.afterCreate(SCHEMA, pod, WRITER, FieldSet.EMPTY);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
