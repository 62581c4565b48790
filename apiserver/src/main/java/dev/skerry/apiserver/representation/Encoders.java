// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.chain.Pretty;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.representation.OutputForm.Encoding;
import dev.skerry.apiserver.representation.OutputForm.Shape;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.resource.ServedResource.Trait;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/// Chooses what writes the answers to a request for a resource.
public final class Encoders {
    private static final Set<Encoding> TEXT = EnumSet.of(Encoding.JSON, Encoding.YAML);
    private static final Set<Encoding> ALL = EnumSet.allOf(Encoding.class);

    private Encoders() {}

    /// @param now for ages in tables
    /// @throws dev.skerry.api.meta.StatusException 406 if the client accepts nothing that this kind has
    public static ObjectEncoder of(Request request, ServedResource resource, Instant now) {
        return of(request, resource, now, EnumSet.allOf(Shape.class));
    }

    /// What writes trees as the client accepts them: for objects that are answered without being stored.
    public static TreeCodec tree(Request request) {
        var form = OutputForm.negotiate(request, ALL, EnumSet.of(Shape.WHOLE));
        return Codecs.of(form.encoding(), Pretty.isWanted(request));
    }

    private static ObjectEncoder of(Request request, ServedResource resource, Instant now, Set<Shape> shapes) {
        // Custom kinds have no protobuf numbers, so there is no protobuf to write.
        var form = OutputForm.negotiate(request, resource.is(Trait.CUSTOM) ? TEXT : ALL, shapes);
        boolean isPretty = Pretty.isWanted(request);
        TreeCodec codec = Codecs.of(form.encoding(), isPretty);
        return switch (form.shape()) {
            case WHOLE ->
                form.encoding() == Encoding.JSON
                        ? new JsonEncoder(resource, isPretty)
                        : new TreeEncoder(
                                resource,
                                codec,
                                resource.kind().kind(),
                                resource.type().listKind(),
                                resource.kind().apiVersion(),
                                KubeObject::tree);
            case METADATA -> {
                String apiVersion = "meta.k8s.io/" + form.metaVersion();
                yield new TreeEncoder(
                        resource,
                        codec,
                        "PartialObjectMetadata",
                        "PartialObjectMetadataList",
                        apiVersion,
                        object -> partial(object, apiVersion));
            }
            case TABLE -> new TableEncoder(resource, codec, form.metaVersion(), TableEncoder.Included.of(request), now);
        };
    }

    /// What all objects have, and nothing else.
    static JsonObject partial(KubeObject object, String apiVersion) {
        return JsonObject.of(
                "kind", "PartialObjectMetadata", "apiVersion", apiVersion, "metadata", object.at("metadata"));
    }
}
