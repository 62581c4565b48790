// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.api.schema.AnySchema;
import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.MapSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ScalarSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;

/// Turns the JSON tree of an object into its protobuf message, led by its schema, byte for byte as Go's
/// writer does: fields by ascending number, map entries by key, and every plain field, zero or not.
final class ProtobufWriter {
    private ProtobufWriter() {}

    static byte[] write(ObjectSchema schema, JsonObject object) {
        var out = new WireWriter();
        write(schema, object, out);
        return out.toBytes();
    }

    static void write(ObjectSchema schema, JsonObject object, WireWriter out) {
        write(MessageLayout.of(schema), object, out);
    }

    private static void write(MessageLayout layout, JsonObject object, WireWriter out) {
        layout.parts().descendingMap().forEach((number, part) -> {
            switch (part) {
                case MessageLayout.Part.Inline(MessageLayout inner) -> {
                    int mark = out.size();
                    write(inner, object, out);
                    out.closeMessage(number, mark);
                }
                case MessageLayout.Part.Single(Field field) -> field(field, object.valueOf(field.name()), out);
            }
        });
    }

    private static void field(Field field, Json value, WireWriter out) {
        if (value.isNull() && field.is(Field.Trait.POINTER)) {
            return;
        }
        switch (field.schema()) {
            case ListSchema list
            when list.form() == ListSchema.Form.REPEATED -> {
                for (Json element : value.elements().reversed()) {
                    value(list.element(), field.number(), element, out);
                }
            }
            case MapSchema map -> entries(map, field.number(), value.object(), out);
            case Schema other -> value(other, field.number(), value, out);
        }
    }

    private static void entries(MapSchema map, int number, JsonObject entries, WireWriter out) {
        for (String key : entries.names().stream().sorted().toList().reversed()) {
            int mark = out.size();
            value(map.value(), 2, entries.valueOf(key), out);
            out.text(1, key);
            out.closeMessage(number, mark);
        }
    }

    private static void value(Schema schema, int number, Json value, WireWriter out) {
        switch (schema) {
            case ScalarSchema scalar -> ScalarMessages.write(scalar.kind(), number, value, out);
            case AnySchema any -> OpenMessages.write(any.kind(), number, value, out);
            case ObjectSchema object -> {
                int mark = out.size();
                write(object, value.object(), out);
                out.closeMessage(number, mark);
            }
            case ListSchema list -> {
                int mark = out.size();
                for (Json element : value.elements().reversed()) {
                    value(list.element(), 1, element, out);
                }
                out.closeMessage(number, mark);
            }
            case MapSchema map -> throw new DecodeException("a map within a list: " + map);
        }
    }
}
