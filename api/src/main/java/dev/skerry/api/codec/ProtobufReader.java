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
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Turns a protobuf message into the JSON tree of the same object, led by its schema.
///
/// Go's writer puts every plain field on the wire, zero or not, and leaves out what is a pointer to
/// nothing. So a zero of a plain field that JSON omits when empty is dropped here, and one of a pointer
/// is kept.
final class ProtobufReader {
    /// Deeper than any Kubernetes type but a JSON schema, and those are not written that deep.
    private static final int DEPTH_MAX = 128;

    /// Values in one body: each costs some 50 bytes, whatever it took on the wire.
    private static final int VALUES_MAX = 1_000_000;

    private int values;

    /// @throws DecodeException if the bytes are not such a message
    static JsonObject read(ObjectSchema schema, byte[] message) {
        return new ProtobufReader().object(schema, new WireReader(message), 0);
    }

    private JsonObject object(ObjectSchema schema, WireReader in, int depth) {
        var found = new HashMap<String, Object>();
        collect(MessageLayout.of(schema), in, found, depth);
        var builder = JsonObject.builder();
        for (Field field : schema.fields()) {
            Object value = found.get(field.name());
            if (value != null) {
                Json json = finished(value);
                if (!TypedForm.isLeftOut(field, json)) {
                    builder.put(field.name(), json);
                }
            }
        }
        return builder.build();
    }

    private void collect(MessageLayout layout, WireReader in, Map<String, Object> found, int depth) {
        if (depth > DEPTH_MAX) {
            throw new DecodeException("exceeded max depth");
        }
        while (in.hasMore()) {
            count();
            int tag = in.tag();
            int wireType = tag & 7;
            switch (layout.parts().get(tag >>> 3)) {
                case null -> in.skip(wireType);
                case MessageLayout.Part.Inline(MessageLayout inner) -> {
                    require(wireType == WireReader.BYTES, wireType);
                    collect(inner, in.message(), found, depth + 1);
                }
                case MessageLayout.Part.Single(Field field) -> field(field, in, wireType, found, depth);
            }
        }
    }

    private void field(Field field, WireReader in, int wireType, Map<String, Object> found, int depth) {
        switch (field.schema()) {
            case ListSchema list
            when list.form() == ListSchema.Form.REPEATED -> {
                var items = (Repeated) found.computeIfAbsent(field.name(), _ -> new Repeated(new ArrayList<>()));
                items.values.add(value(list.element(), in, wireType, depth));
            }
            case MapSchema map -> {
                var entries = (Entries) found.computeIfAbsent(field.name(), _ -> new Entries(new LinkedHashMap<>()));
                require(wireType == WireReader.BYTES, wireType);
                entry(map, in.message(), entries, depth);
            }
            case Schema other -> found.put(field.name(), value(other, in, wireType, depth));
        }
    }

    /// Elements of a repeated field as they come in.
    private record Repeated(List<Json> values) {}

    /// Entries of a map field as they come in.
    private record Entries(Map<String, Json> values) {}

    private static Json finished(Object value) {
        return switch (value) {
            case Repeated(List<Json> values) -> new JsonArray(values);
            case Entries(Map<String, Json> values) -> Json.of(values);
            case Json json -> json;
            default -> throw new IllegalStateException("not a value: " + value);
        };
    }

    private void entry(MapSchema map, WireReader in, Entries entries, int depth) {
        String key = "";
        Json value = JsonNull.NULL;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag >>> 3) {
                case 1 -> {
                    require((tag & 7) == WireReader.BYTES, tag & 7);
                    key = in.text();
                }
                case 2 -> value = value(map.value(), in, tag & 7, depth + 1);
                default -> in.skip(tag & 7);
            }
        }
        count();
        entries.values.put(
                key,
                value.isNull() ? value(map.value(), new WireReader(new byte[] {0}), zeroType(map), depth + 1) : value);
    }

    /// The wire type under which a single zero byte reads as the zero value of a map's values.
    private static int zeroType(MapSchema map) {
        boolean isVarint = map.value() instanceof ScalarSchema scalar
                && switch (scalar.kind()) {
                    case BOOLEAN, INT32, INT64 -> true;
                    case STRING, DOUBLE, BYTES, QUANTITY, TIME, MICRO_TIME, DURATION, INT_OR_STRING -> false;
                };
        return isVarint ? WireReader.VARINT : WireReader.BYTES;
    }

    private Json value(Schema schema, WireReader in, int wireType, int depth) {
        count();
        if (schema instanceof ScalarSchema scalar) {
            return ScalarMessages.read(scalar.kind(), in, wireType);
        }
        require(wireType == WireReader.BYTES, wireType);
        return switch (schema) {
            case ObjectSchema object -> object(object, in.message(), depth + 1);
            case AnySchema any -> OpenMessages.read(any.kind(), in.message(), this, depth + 1);
            case ListSchema list -> wrapped(list, in.message(), depth + 1);
            case MapSchema map -> throw new DecodeException("a map within a list: " + map);
            case ScalarSchema leaf -> throw new IllegalStateException("read above: " + leaf);
        };
    }

    /// A message whose field 1 repeats the elements.
    private JsonArray wrapped(ListSchema list, WireReader in, int depth) {
        var values = new ArrayList<Json>();
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag >>> 3 == 1) {
                values.add(value(list.element(), in, tag & 7, depth));
            } else {
                in.skip(tag & 7);
            }
        }
        return new JsonArray(values);
    }

    /// A message of a known type within an open one.
    JsonObject nested(ObjectSchema schema, WireReader in, int depth) {
        count();
        return object(schema, in, depth);
    }

    private void count() {
        if (++values > VALUES_MAX) {
            throw new DecodeException("more than " + VALUES_MAX + " values");
        }
    }

    static void require(boolean isRight, int wireType) {
        if (!isRight) {
            throw new DecodeException("proto: wrong wireType = " + wireType);
        }
    }
}
