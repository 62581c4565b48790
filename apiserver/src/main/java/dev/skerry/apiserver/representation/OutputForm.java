// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Request;
import dev.skerry.foundation.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/// In which form a client wants its answer.
///
/// @param metaVersion of `meta.k8s.io`, for a shape other than the object's own
public record OutputForm(Encoding encoding, Shape shape, String metaVersion) {
    /// How an answer is written.
    public enum Encoding {
        JSON("application/json"),
        YAML("application/yaml"),
        PROTOBUF("application/vnd.kubernetes.protobuf");

        private final String mediaType;

        Encoding(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    /// What is shown of an object.
    public enum Shape {
        WHOLE,
        /// Rows for people, made by the server: what `kubectl get` shows.
        TABLE,
        /// Only what all objects have.
        METADATA
    }

    public static final OutputForm JSON = new OutputForm(Encoding.JSON, Shape.WHOLE, "");

    /// The first form that the client accepts and that is offered.
    ///
    /// @throws StatusException 406 if there is none
    public static OutputForm negotiate(Request request, Set<Encoding> encodings, Set<Shape> shapes) {
        for (MediaRange range : MediaRange.accepted(request)) {
            var encoding = encoding(range.type()).filter(encodings::contains);
            var shape = shape(range);
            if (encoding.isPresent() && shape.isPresent() && shapes.contains(shape.get())) {
                boolean isPossible = shape.get() != Shape.TABLE || encoding.get() != Encoding.PROTOBUF;
                if (isPossible) {
                    return new OutputForm(encoding.get(), shape.get(), range.parameter("v"));
                }
            }
        }
        throw notAcceptable(encodings);
    }

    private static Optional<Encoding> encoding(String type) {
        return switch (type) {
            case "*/*", "application/*", "application/json" -> Optional.of(Encoding.JSON);
            case "application/yaml" -> Optional.of(Encoding.YAML);
            case "application/vnd.kubernetes.protobuf" -> Optional.of(Encoding.PROTOBUF);
            default -> Optional.empty();
        };
    }

    private static Optional<Shape> shape(MediaRange range) {
        String as = range.parameter("as");
        if (as.isEmpty()) {
            return Optional.of(Shape.WHOLE);
        }
        boolean isMeta = range.parameter("g").equals("meta.k8s.io")
                && Set.of("v1", "v1beta1").contains(range.parameter("v"));
        if (!isMeta) {
            return Optional.empty();
        }
        return switch (as) {
            case "Table" -> Optional.of(Shape.TABLE);
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> Optional.of(Shape.METADATA);
            default -> Optional.empty();
        };
    }

    private static StatusException notAcceptable(Set<Encoding> encodings) {
        String types = String.join(
                ", ", encodings.stream().map(Encoding::mediaType).sorted().toList());
        return new StatusException(
                406, "NotAcceptable", "only the following media types are accepted: " + types, JsonObject.EMPTY);
    }
}
