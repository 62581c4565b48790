// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.schema.AnySchema;
import dev.skerry.api.schema.Constraints;
import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.MapSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ScalarSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Turns the OpenAPI schema of a definition into the tree that decoding, pruning, defaulting and apply
/// work on. What values must be like beyond their shape is for [ValueRules].
final class CustomSchema {
    private CustomSchema() {}

    /// The schema of whole objects, which have apiVersion, kind and metadata whatever the definition says.
    static ObjectSchema ofObject(JsonObject openApiSchema) {
        var builder = ObjectSchema.builder("").unknown(unknown(openApiSchema));
        addFields(builder, openApiSchema);
        addTypeAndMetadata(builder);
        return builder.build();
    }

    private static void addTypeAndMetadata(ObjectSchema.Builder builder) {
        builder.field(Field.optional("apiVersion", ScalarSchema.of(ScalarSchema.Kind.STRING)));
        builder.field(Field.optional("kind", ScalarSchema.of(ScalarSchema.Kind.STRING)));
        builder.field(Field.optional("metadata", Schemas.builtIn().objectMeta()));
    }

    private static void addFields(ObjectSchema.Builder builder, JsonObject schema) {
        Set<String> required = new HashSet<>();
        schema.at("required").elements().forEach(name -> required.add(name.text()));
        schema.at("properties").object().forEach((name, property) -> {
            Schema inner = of(property.object());
            builder.field(required.contains(name) ? Field.required(name, inner) : Field.optional(name, inner));
        });
    }

    private static Schema of(JsonObject schema) {
        if (schema.at("x-kubernetes-int-or-string").booleanOr(false)) {
            return new ScalarSchema(ScalarSchema.Kind.INT_OR_STRING, constraints(schema));
        }
        return switch (schema.at("type").text()) {
            case "object" -> object(schema);
            case "array" -> list(schema);
            case "string" -> new ScalarSchema(ScalarSchema.Kind.STRING, constraints(schema));
            case "boolean" -> new ScalarSchema(ScalarSchema.Kind.BOOLEAN, constraints(schema));
            case "integer" -> new ScalarSchema(ScalarSchema.Kind.INT64, constraints(schema));
            case "number" -> new ScalarSchema(ScalarSchema.Kind.DOUBLE, constraints(schema));
            default -> new AnySchema(AnySchema.Kind.PRESERVED, constraints(schema));
        };
    }

    private static Schema object(JsonObject schema) {
        Json additional = schema.at("additionalProperties");
        boolean isMap = additional instanceof JsonObject || additional.booleanOr(false);
        if (isMap) {
            return new MapSchema(of(additional.object()), merging(schema), constraints(schema));
        }
        var builder = ObjectSchema.builder("")
                .unknown(unknown(schema))
                .merging(merging(schema))
                .constraints(constraints(schema));
        addFields(builder, schema);
        if (schema.at("x-kubernetes-embedded-resource").booleanOr(false)) {
            addTypeAndMetadata(builder);
        }
        return builder.build();
    }

    private static ObjectSchema.Unknown unknown(JsonObject schema) {
        return schema.at("x-kubernetes-preserve-unknown-fields").booleanOr(false)
                ? ObjectSchema.Unknown.PRESERVED
                : ObjectSchema.Unknown.PRUNED;
    }

    private static MapSchema.Merging merging(JsonObject schema) {
        return schema.at("x-kubernetes-map-type").text().equals("atomic")
                ? MapSchema.Merging.ATOMIC
                : MapSchema.Merging.GRANULAR;
    }

    private static Schema list(JsonObject schema) {
        Schema element = of(schema.at("items").object());
        List<String> keys = schema.at("x-kubernetes-list-map-keys").elements().stream()
                .map(Json::text)
                .toList();
        ListSchema list = switch (schema.at("x-kubernetes-list-type").text()) {
            case "set" -> ListSchema.set(element);
            case "map" -> keys.isEmpty() ? ListSchema.atomic(element) : ListSchema.map(element, keys);
            default -> ListSchema.atomic(element);
        };
        return list.with(constraints(schema));
    }

    private static Constraints constraints(JsonObject schema) {
        var traits = EnumSet.noneOf(Constraints.Trait.class);
        if (schema.at("nullable").booleanOr(false)) {
            traits.add(Constraints.Trait.NULLABLE);
        }
        if (schema.at("x-kubernetes-embedded-resource").booleanOr(false)) {
            traits.add(Constraints.Trait.EMBEDDED_RESOURCE);
        }
        // Bounds and patterns are checked by [ValueRules], which reads them itself.
        return new Constraints(
                schema.at("default"), new ArrayList<>(schema.at("enum").elements()), traits, JsonObject.EMPTY);
    }

    /// Whether a schema fills anything in, so that objects stored before it did must be filled in when read.
    static boolean hasDefaults(Json schema) {
        return switch (schema) {
            case JsonObject object ->
                object.has("default")
                        || object.at("properties").object().fields().values().stream()
                                .anyMatch(CustomSchema::hasDefaults)
                        || hasDefaults(object.at("items"))
                        || hasDefaults(object.at("additionalProperties"));
            default -> false;
        };
    }
}
