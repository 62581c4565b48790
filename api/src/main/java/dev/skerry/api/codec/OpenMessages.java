// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.api.schema.AnySchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonString;
import dev.skerry.foundation.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/// Values whose parts no schema describes, in protobuf: JSON text in a message, or one of the three
/// either-or types of JSON schemas.
final class OpenMessages {
    private OpenMessages() {}

    static Json read(AnySchema.Kind kind, WireReader in, ProtobufReader reader, int depth) {
        return switch (kind) {
            case RAW_EXTENSION, FIELDS_V1, JSON -> embedded(raw(in));
            case SCHEMA_OR_BOOLEAN, SCHEMA_OR_LIST, SCHEMA_OR_STRINGS -> either(kind, in, reader, depth);
            case PRESERVED -> throw new DecodeException("a custom resource has no protobuf form");
        };
    }

    static void write(AnySchema.Kind kind, int number, Json value, WireWriter out) {
        int mark = out.size();
        switch (kind) {
            case RAW_EXTENSION, FIELDS_V1, JSON -> {
                if (!value.isNull() || kind == AnySchema.Kind.JSON) {
                    out.bytes(1, JsonWriter.writeBytes(value));
                }
            }
            case SCHEMA_OR_BOOLEAN -> {
                schema(value, out);
                out.varint(1, value.booleanOr(!value.isNull()) ? 1 : 0);
            }
            case SCHEMA_OR_LIST -> {
                for (Json item : value.elements().reversed()) {
                    int itemMark = out.size();
                    ProtobufWriter.write(schemaOfSchemas(), item.object(), out);
                    out.closeMessage(2, itemMark);
                }
                schema(value, out, 1);
            }
            case SCHEMA_OR_STRINGS -> {
                for (Json item : value.elements().reversed()) {
                    out.text(2, item.text());
                }
                schema(value, out, 1);
            }
            case PRESERVED -> throw new DecodeException("a custom resource has no protobuf form");
        }
        out.closeMessage(number, mark);
    }

    private static void schema(Json value, WireWriter out) {
        schema(value, out, 2);
    }

    private static void schema(Json value, WireWriter out, int number) {
        if (value instanceof JsonObject object) {
            int mark = out.size();
            ProtobufWriter.write(schemaOfSchemas(), object, out);
            out.closeMessage(number, mark);
        }
    }

    private static byte[] raw(WireReader in) {
        byte[] raw = {};
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag == (1 << 3 | WireReader.BYTES)) {
                raw = in.bytes();
            } else {
                in.skip(tag & 7);
            }
        }
        return raw;
    }

    /// JSON text, or an object that is itself in protobuf's envelope.
    private static Json embedded(byte[] raw) {
        if (raw.length == 0) {
            return JsonNull.NULL;
        }
        if (Protobuf.isEnveloped(raw)) {
            return Protobuf.decode(raw).tree();
        }
        try {
            return JsonReader.read(raw);
        } catch (JsonException e) {
            throw new DecodeException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Json either(AnySchema.Kind kind, WireReader in, ProtobufReader reader, int depth) {
        int schemaNumber = kind == AnySchema.Kind.SCHEMA_OR_BOOLEAN ? 2 : 1;
        Json single = JsonNull.NULL;
        boolean isAllowed = false;
        List<Json> items = new ArrayList<>();
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag == (schemaNumber << 3 | WireReader.BYTES)) {
                single = reader.nested(schemaOfSchemas(), in.message(), depth);
            } else if (tag == 1 << 3) {
                isAllowed = in.varint() != 0;
            } else if (tag == (2 << 3 | WireReader.BYTES)) {
                items.add(
                        kind == AnySchema.Kind.SCHEMA_OR_LIST
                                ? reader.nested(schemaOfSchemas(), in.message(), depth)
                                : new JsonString(in.text()));
            } else {
                in.skip(tag & 7);
            }
        }
        if (!single.isNull()) {
            return single;
        }
        return kind == AnySchema.Kind.SCHEMA_OR_BOOLEAN ? JsonBoolean.of(isAllowed) : new JsonArray(items);
    }

    private static ObjectSchema schemaOfSchemas() {
        return Schemas.builtIn().type("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");
    }
}
