// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.api.quantity.Quantity;
import dev.skerry.api.schema.AnySchema;
import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.FieldPath;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.MapSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ScalarSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.util.ArrayList;
import java.util.Base64;

/// Brings a JSON tree to the form that it would have after a way through typed structs: amounts and times
/// in their canonical text, no `null`, and no empty value where the field omits those. A value of the
/// wrong type is refused in the words of Go's JSON reader, which clients know.
public final class TypedForm {
    private TypedForm() {}

    /// @param schema of a built-in kind
    /// @throws DecodeException if a value has the wrong type
    public static JsonObject of(ObjectSchema schema, JsonObject tree) {
        return object(schema, tree, FieldPath.ROOT);
    }

    private static JsonObject object(ObjectSchema schema, JsonObject object, FieldPath path) {
        var builder = JsonObject.builder();
        for (var entry : object.fields().entrySet()) {
            Field field = schema.findField(entry.getKey()).orElse(null);
            if (field == null) {
                builder.put(entry.getKey(), entry.getValue());
                continue;
            }
            var place = new Place(schema, path.field(field.name()));
            Json value = value(field.schema(), entry.getValue(), place);
            if (!isLeftOut(field, value)) {
                builder.put(field.name(), value);
            }
        }
        return builder.build();
    }

    /// Where a value stands.
    ///
    /// @param owner the type that has the field
    /// @param path field names from the top
    private record Place(ObjectSchema owner, FieldPath path) {
        /// As messages name the place: `DeploymentSpec.spec.replicas`.
        String words() {
            return simpleName(owner) + "." + path;
        }
    }

    /// Whether Go's writer would leave the field out.
    static boolean isLeftOut(Field field, Json value) {
        if (value.isNull()) {
            return true;
        }
        if (!field.is(Field.Trait.OMITS_EMPTY) || field.is(Field.Trait.POINTER)) {
            return false;
        }
        return EmptyValues.isEmpty(field.schema(), value);
    }

    private static Json value(Schema schema, Json value, Place place) {
        if (value.isNull()) {
            return value;
        }
        return switch (schema) {
            case ObjectSchema known when value instanceof JsonObject object -> object(known, object, place.path);
            case MapSchema map when value instanceof JsonObject object -> entries(map, object, place);
            case ListSchema list when value instanceof JsonArray array -> elements(list, array, place);
            case ScalarSchema scalar -> scalar(scalar.kind(), value, place);
            case AnySchema _ -> value;
            case Schema other -> throw mismatch(value, place, goType(other));
        };
    }

    private static JsonObject entries(MapSchema map, JsonObject object, Place place) {
        var builder = JsonObject.builder();
        object.forEach((name, entry) -> {
            Json value = value(map.value(), entry, place);
            builder.put(name, value.isNull() ? zero(map.value()) : value);
        });
        return builder.build();
    }

    private static JsonArray elements(ListSchema list, JsonArray array, Place place) {
        var elements = new ArrayList<Json>(array.size());
        for (Json element : array.values()) {
            Json value = value(list.element(), element, place);
            elements.add(value.isNull() ? zero(list.element()) : value);
        }
        return new JsonArray(elements);
    }

    /// What `null` is to Go where something must stand.
    private static Json zero(Schema schema) {
        return switch (schema) {
            case ObjectSchema _, MapSchema _ -> JsonObject.EMPTY;
            case ListSchema _ -> JsonArray.EMPTY;
            case AnySchema _ -> JsonNull.NULL;
            case ScalarSchema scalar ->
                switch (scalar.kind()) {
                    case STRING, BYTES -> new JsonString("");
                    case BOOLEAN -> JsonBoolean.FALSE;
                    case INT32, INT64, DOUBLE, INT_OR_STRING -> JsonNumber.of(0);
                    case QUANTITY -> new JsonString("0");
                    case TIME, MICRO_TIME -> JsonNull.NULL;
                    case DURATION -> new JsonString("0s");
                };
        };
    }

    private static Json scalar(ScalarSchema.Kind kind, Json value, Place place) {
        return switch (kind) {
            case STRING -> text(value, place);
            case BOOLEAN -> {
                if (!(value instanceof JsonBoolean)) {
                    throw mismatch(value, place, "bool");
                }
                yield value;
            }
            case INT32 -> integer(value, place, "int32", Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> integer(value, place, "int64", Long.MIN_VALUE, Long.MAX_VALUE);
            case DOUBLE -> {
                if (!(value instanceof JsonNumber)) {
                    throw mismatch(value, place, "float64");
                }
                yield value;
            }
            case BYTES -> bytes(value, place);
            case QUANTITY -> quantity(value);
            case TIME, MICRO_TIME -> {
                String text = text(value, place).value();
                yield new JsonString(Timestamps.write(kind, Timestamps.read(text)));
            }
            case DURATION ->
                new JsonString(Durations.write(Durations.read(text(value, place).value())));
            case INT_OR_STRING ->
                value instanceof JsonString
                        ? value
                        : integer(value, place, "int32", Integer.MIN_VALUE, Integer.MAX_VALUE);
        };
    }

    private static JsonString text(Json value, Place place) {
        if (value instanceof JsonString text) {
            return text;
        }
        throw mismatch(value, place, "string");
    }

    private static Json integer(Json value, Place place, String type, long min, long max) {
        if (!(value instanceof JsonNumber number)) {
            throw mismatch(value, place, type);
        }
        if (!number.isIntegral() || number.longValue() < min || number.longValue() > max) {
            throw new DecodeException("json: cannot unmarshal number " + number + " into Go struct field "
                    + place.words() + " of type " + type);
        }
        return value;
    }

    private static Json bytes(Json value, Place place) {
        if (!(value instanceof JsonString(String text))) {
            throw mismatch(value, place, "[]uint8");
        }
        String bare = text.replace("\n", "").replace("\r", "");
        try {
            byte[] _ = Base64.getDecoder().decode(bare);
            // Java takes what lacks its padding; Go does not.
            if (bare.length() % 4 == 0) {
                return new JsonString(bare);
            }
        } catch (IllegalArgumentException _) {
            // The message below says where, as Go does; Java's own does not say it as well.
        }
        throw new DecodeException("illegal base64 data at input byte " + firstForeign(bare));
    }

    private static int firstForeign(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean isDigit =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            if (!isDigit) {
                return i;
            }
            i++;
        }
        return text.length() / 4 * 4;
    }

    private static Json quantity(Json value) {
        try {
            return new JsonString(Quantity.read(value).toString());
        } catch (IllegalArgumentException e) {
            throw new DecodeException(String.valueOf(e.getMessage()), e);
        }
    }

    private static DecodeException mismatch(Json value, Place place, String type) {
        String found = switch (value) {
            case JsonObject _ -> "object";
            case JsonArray _ -> "array";
            case JsonString _ -> "string";
            case JsonNumber _ -> "number";
            case JsonBoolean _ -> "bool";
            case JsonNull _ -> "null";
        };
        return new DecodeException(
                "json: cannot unmarshal " + found + " into Go struct field " + place.words() + " of type " + type);
    }

    private static String goType(Schema schema) {
        return switch (schema) {
            case ObjectSchema object -> versionedName(object);
            case ListSchema list -> "[]" + goType(list.element());
            case MapSchema map -> "map[string]" + goType(map.value());
            case AnySchema _ -> "interface {}";
            case ScalarSchema scalar ->
                switch (scalar.kind()) {
                    case STRING -> "string";
                    case BOOLEAN -> "bool";
                    case INT32 -> "int32";
                    case INT64 -> "int64";
                    case DOUBLE -> "float64";
                    case BYTES -> "[]uint8";
                    case QUANTITY -> "resource.Quantity";
                    case TIME -> "v1.Time";
                    case MICRO_TIME -> "v1.MicroTime";
                    case DURATION -> "v1.Duration";
                    case INT_OR_STRING -> "intstr.IntOrString";
                };
        };
    }

    private static String simpleName(ObjectSchema schema) {
        return schema.typeName().substring(schema.typeName().lastIndexOf('.') + 1);
    }

    /// `v1.PodSpec`: the last two parts of the type's name.
    private static String versionedName(ObjectSchema schema) {
        String name = schema.typeName();
        int before = name.lastIndexOf('.', name.lastIndexOf('.') - 1);
        return name.substring(before + 1);
    }
}
