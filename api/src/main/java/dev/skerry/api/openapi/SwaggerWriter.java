// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.openapi;

import dev.skerry.api.codec.WireWriter;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Writes the whole API as one OpenAPI v2 document in protobuf (the form of gnostic's `OpenAPIv2.proto`),
/// made from the v3 documents. kubectl up to 1.28 asks for nothing else before it applies, creates or
/// explains anything; what it does not look at is left out: the shapes of answers and of paths.
///
/// As with all protobuf here, a message is written from its last field to its first.
public final class SwaggerWriter {
    /// What the document is called on its way out. Clients ask for it with an `@` in the name, which is no
    /// media type, and choke on it in an answer.
    public static final String MEDIA_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private static final String COMPONENT = "#/components/schemas/";
    private static final String EXTENSION = "x-";
    private static final Map<String, Integer> METHODS =
            new TreeMap<>(Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "patch", 8));

    private final WireWriter out = new WireWriter();

    private SwaggerWriter() {}

    /// @param documents of every group and version
    /// @param version of the server
    public static byte[] write(Collection<OpenApiDocument> documents, String version) {
        var whole = WholeApi.of(documents);
        var writer = new SwaggerWriter();
        writer.document(whole, version);
        return writer.out.toBytes();
    }

    private void document(WholeApi whole, String version) {
        int mark = out.size();
        whole.definitions().descendingMap().forEach((name, schema) -> namedSchema(1, name, schema));
        out.closeMessage(9, mark);
        int pathsMark = out.size();
        whole.paths().descendingMap().forEach(this::path);
        out.closeMessage(8, pathsMark);
        int infoMark = out.size();
        out.text(2, version);
        out.text(1, "Kubernetes");
        out.closeMessage(2, infoMark);
        out.text(1, "2.0");
    }

    private void namedSchema(int number, String name, Json schema) {
        int mark = out.size();
        schema(2, schema);
        out.text(1, name);
        out.closeMessage(number, mark);
    }

    private void schema(int number, Json json) {
        int mark = out.size();
        JsonObject schema = json.object();
        extensions(31, schema);
        properties(schema);
        if (schema.valueOf("items") instanceof JsonObject items) {
            int itemsMark = out.size();
            schema(1, items);
            out.closeMessage(23, itemsMark);
        }
        String type = type(schema);
        if (!type.isEmpty()) {
            int typeMark = out.size();
            out.text(1, type);
            out.closeMessage(22, typeMark);
        }
        if (schema.valueOf("additionalProperties") instanceof JsonObject values) {
            int valuesMark = out.size();
            schema(1, values);
            out.closeMessage(21, valuesMark);
        }
        for (Json name : schema.valueOf("required").elements().reversed()) {
            out.text(19, name.text());
        }
        textIfAny(4, schema.valueOf("description").text());
        textIfAny(2, schema.valueOf("format").text());
        reference(schema);
        out.closeMessage(number, mark);
    }

    private void properties(JsonObject schema) {
        JsonObject properties = schema.valueOf("properties").object();
        if (properties.isEmpty()) {
            return;
        }
        int mark = out.size();
        for (var property : properties.fields().entrySet().stream().toList().reversed()) {
            namedSchema(1, property.getKey(), property.getValue());
        }
        out.closeMessage(25, mark);
    }

    /// Version 2 knows no choice of types: such a value was always called a string.
    private static String type(JsonObject schema) {
        return schema.has("oneOf") ? "string" : schema.valueOf("type").text();
    }

    /// Version 2 has what is said beside a reference without the detour by `allOf`.
    private void reference(JsonObject schema) {
        Json direct = schema.valueOf("$ref");
        Json only = schema.valueOf("allOf").elements().size() == 1
                ? schema.valueOf("allOf").elements().getFirst().at("$ref")
                : direct;
        String target = direct.isNull() ? only.text() : direct.text();
        if (target.startsWith(COMPONENT)) {
            out.text(1, "#/definitions/" + target.substring(COMPONENT.length()));
        }
    }

    private void path(String name, Json operations) {
        int mark = out.size();
        int itemMark = out.size();
        var methods = new TreeMap<Integer, Json>();
        METHODS.forEach((method, number) -> {
            if (operations.at(method) instanceof JsonObject operation) {
                methods.put(number, operation);
            }
        });
        methods.descendingMap().forEach(this::operation);
        out.closeMessage(2, itemMark);
        out.text(1, name);
        out.closeMessage(2, mark);
    }

    private void operation(int number, Json json) {
        int mark = out.size();
        extensions(13, json.object());
        responses();
        for (Json parameter : json.at("parameters").elements().reversed()) {
            parameter(parameter);
        }
        for (String mediaType : json.at("requestBody", "content").object().names().stream()
                .toList()
                .reversed()) {
            out.text(7, mediaType);
        }
        out.text(5, json.at("operationId").text());
        out.closeMessage(number, mark);
    }

    private void responses() {
        int responsesMark = out.size();
        int namedMark = out.size();
        int valueMark = out.size();
        int responseMark = out.size();
        out.text(1, "OK");
        out.closeMessage(1, responseMark);
        out.closeMessage(2, valueMark);
        out.text(1, "200");
        out.closeMessage(1, namedMark);
        out.closeMessage(9, responsesMark);
    }

    /// A query parameter, four messages deep.
    private void parameter(Json parameter) {
        int itemMark = out.size();
        int parameterMark = out.size();
        int plainMark = out.size();
        int queryMark = out.size();
        out.varint(20, 1);
        out.text(6, parameter.at("schema", "type").text());
        out.text(4, parameter.at("name").text());
        out.text(2, "query");
        out.closeMessage(3, queryMark);
        out.closeMessage(2, plainMark);
        out.closeMessage(1, parameterMark);
        out.closeMessage(8, itemMark);
    }

    /// Kubernetes' own words, each as YAML text; JSON is that.
    private void extensions(int number, JsonObject owner) {
        for (var entry : owner.fields().entrySet().stream().toList().reversed()) {
            if (entry.getKey().startsWith(EXTENSION)) {
                int mark = out.size();
                int valueMark = out.size();
                out.text(2, entry.getValue().toString());
                out.closeMessage(2, valueMark);
                out.text(1, entry.getKey());
                out.closeMessage(number, mark);
            }
        }
    }

    private void textIfAny(int number, String text) {
        if (!text.isEmpty()) {
            out.text(number, text);
        }
    }
}
