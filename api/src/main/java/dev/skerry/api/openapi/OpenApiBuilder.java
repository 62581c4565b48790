// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.openapi;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Puts the document of one group and version together.
///
/// ```java
/// var builder = new OpenApiBuilder(new GroupVersion("apps", "v1"), "v1.36.0");
/// resources.forEach(builder::add);
/// OpenApiDocument document = builder.build();
/// ```
public final class OpenApiBuilder {
    private static final List<String> PATCH_TYPES =
            List.of("application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json");
    private static final String STRATEGIC = "application/strategic-merge-patch+json";

    private final GroupVersion groupVersion;
    private final String version;
    private final Components components = new Components();
    private final Map<String, Json> paths = new TreeMap<>();
    private final Map<String, List<JsonObject>> kinds = new LinkedHashMap<>();

    /// @param version of the server, for people who read the document
    public OpenApiBuilder(GroupVersion groupVersion, String version) {
        this.groupVersion = groupVersion;
        this.version = version;
    }

    /// All built-in resources of the group and version.
    public OpenApiBuilder addBuiltIns() {
        Schemas.builtIn().resourceTypes().stream()
                .filter(type -> type.resource().groupVersion().equals(groupVersion))
                .forEach(this::add);
        return this;
    }

    /// A built-in resource.
    public OpenApiBuilder add(ResourceType resource) {
        var patchTypes = new ArrayList<>(PATCH_TYPES);
        patchTypes.add(STRATEGIC);
        JsonObject list =
                resource.listKind().isEmpty() ? JsonObject.EMPTY : builtIn(groupVersion.kind(resource.listKind()));
        add(resource, builtIn(resource.groupVersionKind()), list, patchTypes);
        return this;
    }

    /// A custom resource.
    ///
    /// @param openApiSchema as its definition has it for this version
    public OpenApiBuilder add(ResourceType resource, JsonObject openApiSchema) {
        String name = customName(resource.kind());
        components.add(name, custom(resource, openApiSchema));
        JsonObject listMeta =
                components.reference(Schemas.builtIn().type("io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta"));
        String listName = customName(resource.listKind());
        JsonObject items = JsonObject.of("type", "array", "items", Components.reference(name));
        components.add(
                listName,
                JsonObject.of(
                        "type",
                        "object",
                        "required",
                        List.of("items"),
                        "properties",
                        JsonObject.of("apiVersion", text(), "items", items, "kind", text(), "metadata", listMeta),
                        "x-kubernetes-group-version-kind",
                        JsonArray.of(Operations.name(groupVersion.kind(resource.listKind())))));
        add(resource, Components.reference(name), Components.reference(listName), PATCH_TYPES);
        return this;
    }

    public OpenApiDocument build() {
        return OpenApiDocument.of(JsonObject.of(
                "openapi",
                "3.0.0",
                "info",
                JsonObject.of("title", "Kubernetes", "version", version),
                "paths",
                Json.of(paths),
                "components",
                JsonObject.of("schemas", components.toJson())));
    }

    private void add(ResourceType resource, JsonObject object, JsonObject list, List<String> patchTypes) {
        var types = new ResourcePaths.Types(
                object, list, builtIn(meta("Status")), builtIn(meta("DeleteOptions")), patchTypes);
        new ResourcePaths(resource, types)
                .addTo(paths, kind -> kind.equals(resource.groupVersionKind()) ? object : builtIn(kind));
    }

    /// A reference to the schema of a built-in kind, which then says that it is one.
    private JsonObject builtIn(GroupVersionKind kind) {
        ObjectSchema schema = Schemas.builtIn()
                .find(kind)
                .orElseThrow(() -> new IllegalArgumentException("no built-in kind " + kind));
        JsonObject reference = components.reference(schema);
        List<JsonObject> known = kinds.computeIfAbsent(schema.typeName(), _ -> new ArrayList<>());
        JsonObject name = Operations.name(kind);
        if (!known.contains(name)) {
            known.add(name);
            components.addKinds(schema, known);
        }
        return reference;
    }

    private GroupVersionKind meta(String kind) {
        return groupVersion.kind(kind);
    }

    private JsonObject custom(ResourceType resource, JsonObject openApiSchema) {
        JsonObject objectMeta = components.reference(Schemas.builtIn().objectMeta());
        var properties = openApiSchema.valueOf("properties").object().toBuilder();
        properties.put("apiVersion", text()).put("kind", text());
        properties.put(
                "metadata",
                JsonObject.of("allOf", JsonArray.of(objectMeta), "description", FieldWords.ofObject("metadata")));
        return openApiSchema.toBuilder()
                .put("type", "object")
                .put("properties", properties.build())
                .put("x-kubernetes-group-version-kind", JsonArray.of(Operations.name(resource.groupVersionKind())))
                .build();
    }

    /// `org.example.v1.Pump`: the group's words from the last to the first, then version and kind.
    private String customName(String kind) {
        List<String> words = new ArrayList<>(Arrays.asList(groupVersion.group().split("\\.", -1)));
        Collections.reverse(words);
        return String.join(".", words) + "." + groupVersion.version() + "." + kind;
    }

    private static JsonObject text() {
        return JsonObject.of("type", "string");
    }
}
