// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiBuilderTest {
    private static final GroupVersion APPS = new GroupVersion("apps", "v1");

    @Test
    void aPatchOfADeploymentTellsItsKindAndItsParameters() {
        Json patch = read(new OpenApiBuilder(APPS, "v1.36.0").addBuiltIns())
                .at("paths", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}", "patch");
        assertThat(patch.at("x-kubernetes-group-version-kind"))
                .isEqualTo(JsonObject.of("group", "apps", "version", "v1", "kind", "Deployment"));
        assertThat(patch.at("parameters").elements().stream()
                        .map(parameter -> parameter.at("name").text()))
                .contains("fieldValidation", "dryRun", "fieldManager", "force");
    }

    @Test
    void schemasTellHowListsAreMerged() {
        Json containers = read(new OpenApiBuilder(APPS, "v1.36.0").addBuiltIns())
                .at("components", "schemas", "io.k8s.api.core.v1.PodSpec", "properties", "containers");
        assertThat(containers.at("x-kubernetes-patch-merge-key").text()).isEqualTo("name");
        assertThat(containers.at("x-kubernetes-patch-strategy").text()).isEqualTo("merge");
        assertThat(containers.at("x-kubernetes-list-type").text()).isEqualTo("map");
        assertThat(containers.at("x-kubernetes-list-map-keys")).isEqualTo(Json.of(List.of("name")));
    }

    @Test
    void everyReferenceOfEveryDocumentLeadsSomewhere() {
        var versions = new HashSet<GroupVersion>();
        Schemas.builtIn()
                .resourceTypes()
                .forEach(type -> versions.add(type.resource().groupVersion()));
        for (GroupVersion version : versions) {
            Json document = read(new OpenApiBuilder(version, "v1.36.0").addBuiltIns());
            JsonObject schemas = document.at("components", "schemas").object();
            var references = new HashSet<String>();
            collect(document, references);
            assertThat(schemas.names()).as(version.toString()).containsAll(references);
        }
    }

    @Test
    void aCustomResourceIsDescribedBesideItsList() {
        var pumps = new GroupVersion("plant.example.org", "v1");
        var resource = new ResourceType(
                pumps.resource("pumps"),
                "Pump",
                "PumpList",
                ResourceType.Scope.NAMESPACED,
                "pump",
                List.of(),
                List.of(),
                List.of("create", "get", "list", "patch"),
                List.of(new ResourceType.Subresource("status", pumps.kind("Pump"), List.of("get", "patch"))));
        JsonObject schema = JsonReader.read("{\"type\":\"object\",\"properties\":{\"spec\":{\"type\":\"object\"}}}")
                .object();
        Json document = read(new OpenApiBuilder(pumps, "v1.36.0").add(resource, schema));
        Json pump = document.at("components", "schemas", "org.example.plant.v1.Pump");
        assertThat(pump.at("properties").object().names()).contains("spec", "metadata", "kind", "apiVersion");
        assertThat(document.at("paths").object().names())
                .contains(
                        "/apis/plant.example.org/v1/pumps",
                        "/apis/plant.example.org/v1/namespaces/{namespace}/pumps/{name}/status");
    }

    @Test
    void theHashFollowsTheContent() {
        OpenApiDocument one = new OpenApiBuilder(APPS, "v1.36.0").addBuiltIns().build();
        OpenApiDocument same = new OpenApiBuilder(APPS, "v1.36.0").addBuiltIns().build();
        OpenApiDocument other =
                new OpenApiBuilder(APPS, "v1.36.1").addBuiltIns().build();
        assertThat(one.hash()).hasSize(128).isEqualTo(same.hash()).isNotEqualTo(other.hash());
    }

    private static Json read(OpenApiBuilder builder) {
        return JsonReader.read(builder.build().json());
    }

    private static void collect(Json json, Set<String> references) {
        String reference = json.at("$ref").text();
        if (!reference.isEmpty()) {
            references.add(reference.substring("#/components/schemas/".length()));
        }
        json.object().forEach((_, value) -> collect(value, references));
        json.elements().forEach(value -> collect(value, references));
    }
}
