// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.openapi;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.openapi.OpenApiBuilder;
import dev.skerry.api.openapi.OpenApiDocument;
import dev.skerry.apiserver.chain.Failures;
import dev.skerry.apiserver.discovery.RemoteVersions;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.resource.ResourceCatalog;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Answers `/openapi/v3` and below: an index with a fingerprint for each group and version, and a document
/// for each. The fingerprint is of what a document is made from, so the index is made without making the
/// documents; those are made when first asked for and kept until their fingerprint changes.
public final class OpenApiEndpoint {
    private static final String ROOT = "/openapi/v3";

    private final ResourceCatalog catalog;
    private final RemoteVersions remote;
    private final String serverVersion;
    private final Map<GroupVersion, Made> made = new ConcurrentHashMap<>();

    private record Made(String fingerprint, OpenApiDocument document) {}

    /// @param remote named in the index; their documents are theirs to answer
    public OpenApiEndpoint(ResourceCatalog catalog, RemoteVersions remote, String serverVersion) {
        this.catalog = catalog;
        this.remote = remote;
        this.serverVersion = serverVersion;
    }

    /// @throws dev.skerry.api.meta.StatusException 404 for what is not served
    public Response answer(Request request) {
        String rest = request.path().substring(ROOT.length()).replaceAll("^/+|/+$", "");
        Map<GroupVersion, List<ServedResource>> versions = versions();
        if (rest.isEmpty()) {
            return index(versions);
        }
        for (var entry : versions.entrySet()) {
            if (path(entry.getKey()).equals(rest)) {
                return document(request, entry.getKey(), entry.getValue());
            }
        }
        throw Failures.unknownResource();
    }

    /// The documents of all groups and versions.
    List<OpenApiDocument> documents() {
        var documents = new ArrayList<OpenApiDocument>();
        versions()
                .forEach((version, resources) ->
                        documents.add(find(version, fingerprint(version, resources), resources)));
        return documents;
    }

    /// Changes when any of the documents does.
    String fingerprint() {
        var all = new StringBuilder();
        versions().forEach((version, resources) -> all.append(fingerprint(version, resources)));
        return digest(all.toString());
    }

    String serverVersion() {
        return serverVersion;
    }

    private Response index(Map<GroupVersion, List<ServedResource>> versions) {
        var paths = new TreeMap<String, JsonObject>();
        versions.forEach((version, resources) -> paths.put(
                path(version), JsonObject.of("serverRelativeURL", url(version, fingerprint(version, resources)))));
        remote.all()
                .forEach(one -> paths.put(
                        path(one.version()),
                        JsonObject.of(
                                "serverRelativeURL",
                                url(one.version(), digest(one.resources().toString())))));
        byte[] body = JsonWriter.writeBytes(JsonObject.of("paths", paths));
        return new Response.Full(200, Map.of("Content-Type", "application/json"), body);
    }

    private Response document(Request request, GroupVersion version, List<ServedResource> resources) {
        String fingerprint = fingerprint(version, resources);
        String asked = request.parameter("hash");
        if (!asked.isEmpty() && !asked.equals(fingerprint)) {
            return new Response.Full(301, Map.of("Location", url(version, fingerprint)), new byte[0]);
        }
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", "application/json");
        headers.put("Etag", "\"" + fingerprint + "\"");
        headers.put("Vary", "Accept, Accept-Encoding");
        if (!asked.isEmpty()) {
            // Under its fingerprint a document never changes.
            headers.put("Cache-Control", "public, immutable");
            headers.put("Expires", "Fri, 31 Dec 2099 23:59:59 GMT");
        }
        if (request.header("if-none-match").filter(headers.get("Etag")::equals).isPresent()) {
            return new Response.Full(304, headers, new byte[0]);
        }
        OpenApiDocument document = find(version, fingerprint, resources);
        if (request.header("accept-encoding").orElse("").contains("gzip")) {
            headers.put("Content-Encoding", "gzip");
            return new Response.Full(200, headers, document.gzip());
        }
        return new Response.Full(200, headers, document.json());
    }

    private OpenApiDocument find(GroupVersion version, String fingerprint, List<ServedResource> resources) {
        Made known = made.get(version);
        if (known != null && known.fingerprint().equals(fingerprint)) {
            return known.document();
        }
        var builder = new OpenApiBuilder(version, serverVersion);
        for (ServedResource served : resources) {
            if (served.openApiSchema().isEmpty()) {
                builder.add(served.type());
            } else {
                builder.add(served.type(), served.openApiSchema());
            }
        }
        OpenApiDocument document = builder.build();
        made.put(version, new Made(fingerprint, document));
        return document;
    }

    private Map<GroupVersion, List<ServedResource>> versions() {
        var versions = new LinkedHashMap<GroupVersion, List<ServedResource>>();
        for (ServedResource served : catalog.all()) {
            versions.computeIfAbsent(served.resource().groupVersion(), _ -> new ArrayList<>())
                    .add(served);
        }
        return versions;
    }

    /// Built-in kinds change with the server's version, custom ones with their schema.
    private String fingerprint(GroupVersion version, List<ServedResource> resources) {
        var text = new StringBuilder(serverVersion).append(' ').append(version);
        for (ServedResource served : resources) {
            if (!served.openApiSchema().isEmpty()) {
                text.append('\n').append(served.type()).append(' ').append(served.openApiSchema());
            }
        }
        return digest(text.toString());
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    private static String path(GroupVersion version) {
        return version.group().isEmpty() ? "api/" + version.version() : "apis/" + version;
    }

    private static String url(GroupVersion version, String fingerprint) {
        return ROOT + "/" + path(version) + "?hash=" + fingerprint;
    }
}
