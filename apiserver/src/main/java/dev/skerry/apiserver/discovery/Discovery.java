// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.discovery;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.apiserver.chain.Failures;
import dev.skerry.apiserver.chain.Pretty;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.representation.Compression;
import dev.skerry.apiserver.representation.MediaRange;
import dev.skerry.apiserver.resource.ResourceCatalog;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Answers `/api`, `/apis` and what is below them, down to the lists of resources.
public final class Discovery {
    private static final String AGGREGATED = "APIGroupDiscoveryList";

    private final ResourceCatalog catalog;
    private final RemoteVersions remote;

    /// @param remote listed behind what is served here; their own documents are theirs to answer
    public Discovery(ResourceCatalog catalog, RemoteVersions remote) {
        this.catalog = catalog;
        this.remote = remote;
    }

    /// The document of a path below `/api` or `/apis`.
    ///
    /// @throws dev.skerry.api.meta.StatusException 404 for a group or version that is not served
    public Response answer(Request request) {
        List<String> parts = Arrays.stream(request.path().split("/", 8))
                .filter(part -> !part.isEmpty())
                .toList();
        ServedGroups groups = ServedGroups.of(catalog.all());
        boolean isCore = parts.getFirst().equals("api");
        if (parts.size() == 1) {
            return root(request, groups, isCore);
        }
        String group = isCore ? "" : parts.get(1);
        var documents = new LegacyDocuments(groups, remote.all());
        if (!documents.serves(group)) {
            throw Failures.unknownResource();
        }
        if (!isCore && parts.size() == 2) {
            return json(request, documents.groupDocument(group));
        }
        String version = parts.get(isCore ? 1 : 2);
        var resources = groups.resources(group, version);
        if (resources.isEmpty() || parts.size() > (isCore ? 2 : 3)) {
            throw Failures.unknownResource();
        }
        return json(request, documents.resourceList(new GroupVersion(group, version), resources));
    }

    private Response root(Request request, ServedGroups groups, boolean isCore) {
        for (MediaRange range : MediaRange.accepted(request)) {
            Optional<String> version = aggregatedVersion(range);
            if (version.isPresent()) {
                return aggregated(request, groups, isCore, version.get());
            }
            if (range.parameter("as").isEmpty() && range.type().matches("application/json|application/\\*|\\*/\\*")) {
                break;
            }
        }
        return json(
                request,
                isCore ? LegacyDocuments.coreVersions() : new LegacyDocuments(groups, remote.all()).groupList());
    }

    private static Optional<String> aggregatedVersion(MediaRange range) {
        boolean isAggregated = range.parameter("as").equals(AGGREGATED)
                && range.parameter("g").equals("apidiscovery.k8s.io")
                && range.parameter("v").matches("v2|v2beta1");
        return isAggregated ? Optional.of(range.parameter("v")) : Optional.empty();
    }

    private Response aggregated(Request request, ServedGroups groups, boolean isCore, String version) {
        var shown = new java.util.LinkedHashMap<>(groups.groups());
        shown.keySet().removeIf(group -> group.isEmpty() != isCore);
        byte[] body = JsonWriter.writeBytes(AggregatedDocument.of(shown, isCore ? List.of() : remote.all(), version));
        String tag = "\"" + sha512(body) + "\"";
        var headers = new HashMap<String, String>();
        headers.put("ETag", tag);
        headers.put("Vary", "Accept");
        headers.put("Cache-Control", "public");
        headers.put("Content-Type", "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=" + AGGREGATED);
        if (request.header("if-none-match").filter(tag::equals).isPresent()) {
            return new Response.Full(304, headers, new byte[0]);
        }
        return Compression.of(request, new Response.Full(200, headers, body));
    }

    private static Response json(Request request, JsonObject document) {
        byte[] body = Pretty.isWanted(request)
                ? JsonWriter.writePretty(document).getBytes(StandardCharsets.UTF_8)
                : JsonWriter.writeBytes(document);
        var headers = Map.of("Content-Type", "application/json", "Vary", "Accept");
        return Compression.of(request, new Response.Full(200, headers, body));
    }

    private static String sha512(byte[] body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(body))
                    .toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
