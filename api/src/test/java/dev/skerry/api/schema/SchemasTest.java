// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemasTest {
    private final Schemas schemas = Schemas.builtIn();

    @Test
    void everyResourceHasASchemaAndOneForItsList() {
        assertThat(schemas.resourceTypes()).hasSizeGreaterThan(65).allSatisfy(type -> {
            GroupVersion groupVersion = type.resource().groupVersion();
            assertThat(schemas.find(type.groupVersionKind())).isPresent();
            if (!type.listKind().isEmpty()) {
                assertThat(schemas.find(groupVersion.kind(type.listKind()))).isPresent();
            }
            assertThat(type.subresources())
                    .allSatisfy(sub -> assertThat(schemas.find(sub.kind())).isPresent());
        });
    }

    @Test
    void everyTypeThatAResourceReachesCanBeRead() {
        var seen = new HashSet<String>();
        schemas.resourceTypes()
                .forEach(type -> walk(schemas.find(type.groupVersionKind()).orElseThrow(), seen));
        assertThat(seen).hasSizeGreaterThan(400);
    }

    @Test
    void listsAndMapsKnowHowTheyAreMerged() {
        ObjectSchema podSpec = schemas.type("io.k8s.api.core.v1.PodSpec");
        Field volumes = podSpec.findField("volumes").orElseThrow();
        assertThat(volumes.patchStrategies())
                .containsExactlyInAnyOrder(Field.PatchStrategy.MERGE, Field.PatchStrategy.RETAIN_KEYS);
        assertThat(volumes.patchMergeKey()).isEqualTo("name");
        assertThat(volumes.schema()).isInstanceOfSatisfying(ListSchema.class, list -> {
            assertThat(list.type()).isEqualTo(ListSchema.Type.MAP);
            assertThat(list.keys()).containsExactly("name");
        });
        assertThat(podSpec.findField("nodeSelector").orElseThrow().schema())
                .isInstanceOfSatisfying(
                        MapSchema.class, map -> assertThat(map.merging()).isEqualTo(MapSchema.Merging.ATOMIC));
    }

    @Test
    void whatIsThereOrRequiredComesInTheOrderOfDeclarationWhateverTheObjectsOrder() {
        ObjectSchema container = schemas.type("io.k8s.api.core.v1.Container");
        var object = JsonObject.of("image", "i", "foreign", 1, "env", null, "args", JsonArray.EMPTY);
        assertThat(container.fieldsThereOrRequired(object))
                .containsExactlyElementsOf(container.fields().stream()
                        .filter(field -> field.is(Field.Trait.REQUIRED)
                                || !object.valueOf(field.name()).isNull())
                        .toList())
                .extracting(Field::name)
                .containsSubsequence("name", "image", "args");
    }

    @Test
    void anInlineFieldKnowsTheMessageItStandsIn() {
        Field httpGet =
                schemas.type("io.k8s.api.core.v1.Probe").findField("httpGet").orElseThrow();
        assertThat(httpGet.inlinePath()).containsExactly(1);
        assertThat(httpGet.number()).isEqualTo(2);
    }

    @Test
    void enumerationsAndDefaultsAreKnown() {
        Field protocol = schemas.type("io.k8s.api.core.v1.ContainerPort")
                .findField("protocol")
                .orElseThrow();
        assertThat(protocol.schema().constraints().defaultValue()).isEqualTo(Json.of("TCP"));
        assertThat(protocol.schema().constraints().enumeration())
                .isEqualTo(List.of(Json.of("SCTP"), Json.of("TCP"), Json.of("UDP")));
    }

    @Test
    void aStatusIsFoundInAnyGroupButAPartOfOneIsNot() {
        assertThat(schemas.find(GroupVersionKind.of("example.org/v1", "Status")))
                .isPresent();
        assertThat(schemas.find(GroupVersionKind.of("example.org/v1", "ObjectMeta")))
                .isEmpty();
        assertThat(schemas.find(GroupVersionKind.of("example.org/v1", "Pod"))).isEmpty();
    }

    private static void walk(Schema schema, Set<String> seen) {
        switch (schema) {
            case ObjectSchema object -> {
                if (seen.add(object.typeName())) {
                    object.fields().forEach(field -> walk(field.schema(), seen));
                }
            }
            case ListSchema list -> walk(list.element(), seen);
            case MapSchema map -> walk(map.value(), seen);
            case ScalarSchema _, AnySchema _ -> {}
        }
    }
}
