// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Pruning;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Turns the body of a request into an object of the kind that its address stands for: read, freed of
/// unknown fields, and brought to its typed form. Failures are answers for the client, worded as
/// Kubernetes words them.
public final class ObjectDecoder {
    /// How much of an unreadable body a message shows.
    private static final int SHOWN_MAX = 30;

    private ObjectDecoder() {}

    /// @param schema of the kind; for a custom resource, that of its definition
    /// @throws StatusException if the body is not an object of that kind
    public static Decoded decode(byte[] body, BodyFormat format, GroupVersionKind kind, ObjectSchema schema) {
        return switch (format) {
            case JSON -> checked(parsed(body, format, kind), kind, schema);
            case YAML -> checked(parsed(body, format, kind), kind, schema);
            case PROTOBUF -> protobuf(body, kind, schema);
        };
    }

    /// An object that is a tree already (the result of a patch), freed of unknown fields and brought to
    /// its typed form.
    ///
    /// @throws StatusException if the tree is not an object of that kind
    public static Decoded decode(JsonObject tree, GroupVersionKind kind, ObjectSchema schema) {
        return checked(new Parsed(tree, List.of()), kind, schema);
    }

    /// A tree, and what was wrong with the text of it.
    private record Parsed(Json value, List<String> problems) {}

    private static Parsed parsed(byte[] body, BodyFormat format, GroupVersionKind kind) {
        try {
            Parsed parsed = format == BodyFormat.YAML ? parsedYaml(body) : parsedJson(body);
            requireType(parsed.value());
            return parsed;
        } catch (JsonException | DecodeException e) {
            String message = String.valueOf(e.getMessage()).replaceAll(" \\(at byte \\d+\\)$", "");
            throw StatusException.badRequest("the object provided is unrecognized (must be of type " + kind.kind()
                    + "): couldn't get version/kind; json parse error: " + message + " (" + summary(body) + ")");
        }
    }

    private static Parsed parsedYaml(byte[] body) {
        YamlReader.Strict read = YamlReader.readStrictly(body);
        return new Parsed(read.value(), read.problems());
    }

    private static Parsed parsedJson(byte[] body) {
        JsonReader.Strict read = JsonReader.readStrictly(body);
        return new Parsed(
                read.value(),
                read.duplicates().stream()
                        .map(path -> "duplicate field \"" + path + "\"")
                        .toList());
    }

    /// The first two fields that anybody looks at must be texts, or nobody can say what the object is.
    private static void requireType(Json value) {
        if (!(value instanceof JsonObject object)) {
            throw new DecodeException(
                    "json: cannot unmarshal " + name(value)
                            + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }");
        }
        for (String field : List.of("apiVersion", "kind")) {
            Json type = object.valueOf(field);
            if (!(type instanceof JsonString) && !(type instanceof JsonNull)) {
                throw new DecodeException(
                        "json: cannot unmarshal " + name(type) + " into Go struct field ." + field + " of type string");
            }
        }
    }

    private static String name(Json value) {
        String text = value.toString();
        return switch (text.charAt(0)) {
            case '[' -> "array";
            case '{' -> "object";
            case '"' -> "string";
            case 't', 'f' -> "bool";
            case 'n' -> "null";
            default -> "number";
        };
    }

    private static Decoded checked(Parsed parsed, GroupVersionKind kind, ObjectSchema schema) {
        JsonObject typed = named(parsed.value().object(), kind);
        try {
            Pruning.Pruned pruned = Pruning.prune(schema, typed);
            List<String> unknown = pruned.unknownFields().stream()
                    .map(path -> "unknown field \"" + path + "\"")
                    .toList();
            // Typed objects are read with their types, others are first read and then compared with theirs.
            boolean isTyped = Schemas.builtIn().find(kind).isPresent();
            var problems = new ArrayList<>(isTyped ? unknown : parsed.problems());
            problems.addAll(isTyped ? parsed.problems() : unknown);
            return new Decoded(new KubeObject(typedForm(pruned.tree(), kind, schema)), problems);
        } catch (DecodeException e) {
            throw refused(kind, kind, String.valueOf(e.getMessage()));
        }
    }

    /// Custom resources are checked against their schema later, in words of its own; only the metadata
    /// that all objects share has types that we know.
    private static JsonObject typedForm(JsonObject tree, GroupVersionKind kind, ObjectSchema schema) {
        if (Schemas.builtIn().find(kind).isPresent()) {
            return TypedForm.of(schema, tree);
        }
        Json metadata = tree.valueOf("metadata");
        if (metadata.isNull()) {
            return tree;
        }
        if (!(metadata instanceof JsonObject object)) {
            throw new DecodeException("json: cannot unmarshal " + name(metadata)
                    + " into Go struct field .metadata of type v1.ObjectMeta");
        }
        ObjectSchema objectMeta = Schemas.builtIn().objectMeta();
        return tree.with(
                "metadata",
                TypedForm.of(objectMeta, Pruning.prune(objectMeta, object).tree()));
    }

    /// The object with its type first. What leaves its type open is taken to be what the address says.
    private static JsonObject named(JsonObject tree, GroupVersionKind expected) {
        String kindText = tree.valueOf("kind").text();
        String apiVersion = tree.valueOf("apiVersion").text();
        requireKind(
                GroupVersionKind.of(
                        apiVersion.isEmpty() ? expected.apiVersion() : apiVersion,
                        kindText.isEmpty() ? expected.kind() : kindText),
                expected);
        if (!kindText.isEmpty() && !apiVersion.isEmpty()) {
            return tree;
        }
        var builder = JsonObject.builder().put("kind", expected.kind()).put("apiVersion", expected.apiVersion());
        tree.without("kind").without("apiVersion").forEach(builder::put);
        return builder.build();
    }

    private static void requireKind(GroupVersionKind found, GroupVersionKind expected) {
        if (found.equals(expected)) {
            return;
        }
        boolean isKnown = Schemas.builtIn().find(found).isPresent();
        if (found.kind().equals(expected.kind()) && found.group().equals(expected.group()) && isKnown) {
            throw StatusException.badRequest("the API version in the data (" + found.apiVersion()
                    + ") does not match the expected API version (" + expected.apiVersion() + ")");
        }
        throw refused(
                found,
                expected,
                isKnown
                        ? "converting (" + found.version() + "." + found.kind() + ") to (" + internalName(expected)
                                + "): unknown conversion"
                        : "no kind \"" + found.kind() + "\" is registered for version \"" + found.apiVersion() + "\"");
    }

    private static StatusException refused(GroupVersionKind found, GroupVersionKind expected, String why) {
        return StatusException.badRequest(found.kind() + " in version \"" + found.version()
                + "\" cannot be handled as a " + expected.kind() + ": " + why);
    }

    /// `core.ConfigMap`, `apps.Deployment`: a kind without its version.
    private static String internalName(GroupVersionKind kind) {
        int dot = kind.group().indexOf('.');
        String group = dot < 0 ? kind.group() : kind.group().substring(0, dot);
        return (group.isEmpty() ? "core" : group) + "." + kind.kind();
    }

    private static Decoded protobuf(byte[] body, GroupVersionKind expected, ObjectSchema schema) {
        try {
            GroupVersionKind found = Protobuf.kind(body);
            boolean isOpen = found.kind().isEmpty() && found.apiVersion().isEmpty();
            if (!isOpen) {
                requireKind(found, expected);
            }
            JsonObject tree = Protobuf.decodeAs(expected, body).tree();
            return new Decoded(new KubeObject(TypedForm.of(schema, tree)), List.of());
        } catch (DecodeException e) {
            throw StatusException.badRequest("the object provided is unrecognized (must be of type " + expected.kind()
                    + "): " + e.getMessage() + " (" + summary(body) + ")");
        }
    }

    private static String summary(byte[] body) {
        if (body.length == 0) {
            return "<empty>";
        }
        byte[] shown = Arrays.copyOf(body, Math.min(body.length, SHOWN_MAX));
        String text = body[0] == '{'
                ? new String(shown, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(shown);
        return body.length > SHOWN_MAX ? text + " ..." : text;
    }
}
