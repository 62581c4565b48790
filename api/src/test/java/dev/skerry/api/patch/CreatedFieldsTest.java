// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.codec.KindFiles;
import dev.skerry.api.codec.TypedForm;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a creator owns, compared byte for byte with what the general comparison finds that any write can use, on
/// objects of every built-in kind, as they are and damaged in many ways.
class CreatedFieldsTest {
    private static final Map<String, byte[]> FILES = KindFiles.byName();
    private static final Writer WRITER = new Writer("me", "", Instant.parse("2026-01-01T00:00:00.5Z"));
    private static final int DAMAGED = 20;

    static Stream<String> objects() {
        return FILES.keySet().stream().filter(name -> name.endsWith(".json") && !name.endsWith(".back.json"));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void aCreatorOwnsWhatAComparisonWithNothingFinds(String name) {
        JsonObject tree = JsonReader.read(FILES.get(name)).object();
        ObjectSchema schema =
                Schemas.builtIn().find(new KubeObject(tree).kind()).orElseThrow();
        check(schema, tree);
        check(schema, TypedForm.of(schema, tree));
        var random = new Random(name.hashCode());
        for (int i = 0; i < DAMAGED; i++) {
            check(schema, damaged(tree, random).object());
        }
    }

    @Test
    void soItIsWithoutASchemaToo() {
        var custom = Schemas.builtIn().objectMeta();
        JsonObject tree = JsonReader.read("{\"kind\":\"X\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"},"
                        + "\"spec\":{\"a\":{},\"b\":[],\"c\":[{\"d\":1}],\"e\":null}}")
                .object();
        check(custom, tree);
        check(ObjectSchema.builder("").unknown(ObjectSchema.Unknown.PRESERVED).build(), tree);
    }

    private static void check(ObjectSchema schema, JsonObject tree) {
        KubeObject plain = FieldOwners.without(new KubeObject(tree));
        for (FieldSet ignored :
                new FieldSet[] {FieldSet.EMPTY, FieldSet.ofNames("status"), FieldSet.ofNames("spec", "metadata.labels")
                }) {
            KubeObject expected = ManagedFields.ownedByOthersToo(schema, plain, FieldOwners.NONE, WRITER, ignored);
            assertThat(ManagedFields.afterCreate(schema, plain, WRITER, ignored)
                            .tree()
                            .toString())
                    .isEqualTo(expected.tree().toString());
        }
    }

    /// The value with some of its parts left out, emptied, of another type, or there twice.
    private static Json damaged(Json value, Random random) {
        if (random.nextInt(40) == 0) {
            Json[] others = {JsonNull.NULL, JsonObject.EMPTY, JsonArray.EMPTY, Json.of("x"), Json.of(7)};
            return others[random.nextInt(others.length)];
        }
        return switch (value) {
            case JsonObject object -> {
                var builder = JsonObject.builder();
                object.forEach((name, field) -> {
                    boolean isKept = name.equals("apiVersion") || name.equals("kind");
                    if (isKept || random.nextInt(20) > 0) {
                        builder.put(name, isKept ? field : damaged(field, random));
                    }
                });
                yield builder.build();
            }
            case JsonArray array -> {
                var elements = new ArrayList<Json>();
                for (Json element : array.values()) {
                    elements.add(damaged(element, random));
                    if (random.nextInt(6) == 0) {
                        elements.add(damaged(element, random));
                    }
                }
                yield new JsonArray(elements);
            }
            case Json other -> other;
        };
    }
}
