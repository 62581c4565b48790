// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.codec.BodyFormat;
import dev.skerry.api.codec.ObjectDecoder;
import dev.skerry.api.codec.Protobuf;
import dev.skerry.api.codec.YamlReader;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;

/// Reads the options of a deletion, whichever group's version the client writes on them.
final class DeleteOptionsReader {
    private DeleteOptionsReader() {}

    static JsonObject read(byte[] body, BodyFormat format, GroupVersionKind kind, ObjectSchema schema) {
        try {
            JsonObject tree = switch (format) {
                case JSON -> JsonReader.read(body).object();
                case YAML -> YamlReader.read(body).object();
                case PROTOBUF -> Protobuf.decode(body).tree();
            };
            JsonObject plain = tree.without("apiVersion").without("kind");
            return ObjectDecoder.decode(plain, kind, schema)
                    .object()
                    .tree()
                    .without("apiVersion")
                    .without("kind");
        } catch (JsonException | dev.skerry.api.codec.DecodeException e) {
            throw StatusException.badRequest("the delete options cannot be read: " + e.getMessage());
        }
    }
}
