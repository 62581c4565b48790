// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.codec.BodyFormat;
import dev.skerry.api.codec.Decoded;
import dev.skerry.api.codec.ObjectDecoder;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schemas;
import dev.skerry.apiserver.chain.Warnings;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.registry.WriteOptions.FieldValidation;
import dev.skerry.foundation.json.JsonObject;

/// Reads objects out of request bodies, and deals with what does not belong in them as the client asked.
public final class BodyReader {
    private BodyReader() {}

    /// The object that a request carries.
    ///
    /// @throws StatusException 400 or 415 if there is no object of this kind in it
    public static KubeObject read(
            Request request,
            GroupVersionKind kind,
            ObjectSchema schema,
            FieldValidation strictness,
            Warnings warnings) {
        Decoded decoded = ObjectDecoder.decode(request.body(), format(request), kind, schema);
        return checked(decoded, strictness, warnings);
    }

    /// The object that a request for a resource carries.
    static KubeObject read(ApiCall call, WriteOptions options) {
        return read(
                call.http(),
                call.resource().kind(),
                call.resource().schema(),
                options.fieldValidation(),
                call.request().warnings());
    }

    /// An object of a built-in kind, such as goes into a subresource.
    public static KubeObject read(Request request, GroupVersionKind kind) {
        ObjectSchema schema = Schemas.builtIn()
                .find(kind)
                .orElseThrow(() -> new IllegalArgumentException("no built-in kind " + kind));
        return read(request, kind, schema, FieldValidation.IGNORE, new Warnings());
    }

    /// What became of an object by a patch, freed of what does not belong there.
    static KubeObject checked(ApiCall call, JsonObject patched, WriteOptions options) {
        Decoded decoded = ObjectDecoder.decode(
                patched, call.resource().kind(), call.resource().schema());
        return checked(decoded, options.fieldValidation(), call.request().warnings());
    }

    /// The options of a deletion; empty where the client sent none.
    static JsonObject deleteOptions(Request request) {
        if (request.body().length == 0) {
            return JsonObject.EMPTY;
        }
        // Clients send the options under meta/v1 or under the resource's own group; all mean the same.
        var kind = new GroupVersionKind("", "v1", "DeleteOptions");
        ObjectSchema schema = Schemas.builtIn().find(kind).orElseThrow();
        return DeleteOptionsReader.read(request.body(), format(request), kind, schema);
    }

    private static KubeObject checked(Decoded decoded, FieldValidation strictness, Warnings warnings) {
        switch (strictness) {
            case STRICT -> decoded.strictly();
            case WARN -> decoded.problems().forEach(warnings::add);
            case IGNORE -> {}
        }
        return decoded.object();
    }

    private static BodyFormat format(Request request) {
        return BodyFormat.find(request.header("content-type").orElse(""))
                .orElseThrow(() -> new StatusException(
                        415,
                        "UnsupportedMediaType",
                        "the body of the request was in an unknown format - accepted media types include: "
                                + "application/json, application/yaml, application/vnd.kubernetes.protobuf",
                        JsonObject.EMPTY));
    }
}
