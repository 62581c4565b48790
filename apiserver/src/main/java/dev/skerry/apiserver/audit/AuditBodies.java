// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.audit;

import dev.skerry.api.codec.Protobuf;
import dev.skerry.api.codec.YamlReader;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// The bodies of requests and answers as trees, whatever they were written in. What cannot be read is left
/// out: the log says that the request was made all the same.
final class AuditBodies {
    /// No more of an answer is kept than a request may bring.
    private static final int BYTES_MAX = 3 << 20;

    private AuditBodies() {}

    static Optional<Json> find(Request request) {
        return find(request.header("content-type").orElse(""), request.body());
    }

    static Optional<Json> find(Response.Full full) {
        byte[] body = full.body();
        if (full.headers().getOrDefault("Content-Encoding", "").equals("gzip")) {
            try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                body = in.readNBytes(BYTES_MAX + 1);
            } catch (IOException _) {
                // We compressed it ourselves; if it cannot be read, it is left out like any other.
                return Optional.empty();
            }
        }
        return find(full.headers().getOrDefault("Content-Type", ""), body);
    }

    static Json withoutManagedFields(Json object) {
        if (!(object instanceof JsonObject tree)) {
            return object;
        }
        JsonObject plain = tree;
        if (!tree.at("metadata", "managedFields").isNull()) {
            plain = plain.with("metadata", tree.at("metadata").object().without("managedFields"));
        }
        if (tree.at("items") instanceof JsonArray items) {
            plain = plain.with(
                    "items",
                    new JsonArray(items.values().stream()
                            .map(AuditBodies::withoutManagedFields)
                            .toList()));
        }
        return plain;
    }

    private static Optional<Json> find(String type, byte[] body) {
        if (body.length == 0 || body.length > BYTES_MAX) {
            return Optional.empty();
        }
        try {
            if (type.contains("protobuf")) {
                return Protobuf.isEnveloped(body)
                        ? Optional.of(Protobuf.decode(body).tree())
                        : Optional.empty();
            }
            if (type.contains("yaml")) {
                return Optional.of(YamlReader.read(body));
            }
            return type.contains("json") || type.isEmpty() ? Optional.of(JsonReader.read(body)) : Optional.empty();
        } catch (RuntimeException _) {
            // Whatever is wrong with it is told to the client by those who have to understand it.
            return Optional.empty();
        }
    }
}
