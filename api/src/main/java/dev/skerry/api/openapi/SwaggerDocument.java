// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.openapi;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The whole API as one OpenAPI v2 document in JSON, made from the v3 documents. Version 2 has no defaults, no
/// `null` and no choice of types in it; a schema that lets anything in says nothing at all.
public final class SwaggerDocument {
    private static final String COMPONENT = "#/components/schemas/";
    private static final String DEFINITION = "#/definitions/";
    private static final String OPEN = "x-kubernetes-preserve-unknown-fields";
    private static final Set<String> NOT_IN_VERSION_2 =
            Set.of("default", "nullable", "oneOf", "anyOf", "not", "allOf", "$ref");
    private static final Set<String> WITHOUT_OPEN = Set.of("properties", "items", "additionalProperties", "type");
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

    private SwaggerDocument() {}

    /// @param documents of every group and version
    /// @param version of the server
    public static byte[] write(Collection<OpenApiDocument> documents, String version) {
        var whole = WholeApi.of(documents);
        var out = JsonObject.builder().put("swagger", "2.0");
        out.put("info", JsonObject.of("title", "Kubernetes", "version", version));
        out.put("paths", each(whole.paths(), SwaggerDocument::path));
        out.put("definitions", each(whole.definitions(), schema -> schema(schema.object())));
        return out.build().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject each(Map<String, Json> entries, UnaryOperator<Json> change) {
        var out = JsonObject.builder();
        entries.forEach((name, value) -> out.put(name, change.apply(value)));
        return out.build();
    }

    private static JsonObject schema(JsonObject schema) {
        boolean isOpen = schema.valueOf(OPEN).booleanOr(false);
        var out = JsonObject.builder();
        schema.forEach((name, value) -> {
            if (!NOT_IN_VERSION_2.contains(name) && !(isOpen && WITHOUT_OPEN.contains(name))) {
                out.put(name, part(name, value));
            }
        });
        String target = target(schema);
        if (!target.isEmpty()) {
            out.put("$ref", target);
        }
        if (schema.has("oneOf") && schema.valueOf("type").text().isEmpty()) {
            out.put("type", "string");
        }
        return out.build();
    }

    private static Json part(String name, Json value) {
        return switch (name) {
            case "properties" -> each(value.object().fields(), property -> schema(property.object()));
            case "items", "additionalProperties" -> value instanceof JsonObject object ? schema(object) : value;
            default -> value;
        };
    }

    /// What the schema stands for, where it does no more than that; version 3 says it through `allOf` if
    /// something stands beside it.
    private static String target(JsonObject schema) {
        List<Json> all = schema.valueOf("allOf").elements();
        Json reference = all.size() == 1 ? all.getFirst().at("$ref") : schema.valueOf("$ref");
        String text = reference.text();
        return text.startsWith(COMPONENT) ? DEFINITION + text.substring(COMPONENT.length()) : "";
    }

    private static Json path(Json operations) {
        var out = JsonObject.builder();
        for (String method : METHODS) {
            if (operations.at(method) instanceof JsonObject operation) {
                out.put(method, operation(operation));
            }
        }
        return out.build();
    }

    private static JsonObject operation(JsonObject operation) {
        var out = JsonObject.builder();
        operation.forEach((name, value) -> {
            if (name.startsWith("x-") || name.equals("operationId") || name.equals("description")) {
                out.put(name, value);
            }
        });
        JsonObject content = operation.valueOf("requestBody").at("content").object();
        var parameters = new ArrayList<Json>();
        if (!content.isEmpty()) {
            out.put(
                    "consumes",
                    new JsonArray(
                            content.names().stream().<Json>map(JsonString::new).toList()));
            parameters.add(JsonObject.of("name", "body", "in", "body", "schema", JsonObject.of("type", "object")));
        }
        operation.valueOf("parameters").elements().forEach(one -> parameters.add(parameter(one)));
        out.put("parameters", new JsonArray(parameters));
        out.put("responses", JsonObject.of("200", JsonObject.of("description", "OK")));
        return out.build();
    }

    private static JsonObject parameter(Json parameter) {
        return JsonObject.of(
                "name",
                parameter.at("name").text(),
                "in",
                "query",
                "type",
                parameter.at("schema", "type").text(),
                "uniqueItems",
                true);
    }
}
