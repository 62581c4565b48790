// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.apiserver.authorization.Attributes;
import dev.skerry.apiserver.authorization.FieldEqualities;
import dev.skerry.apiserver.http.Request;
import dev.skerry.security.identity.Identity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What a request is about, read off its method and path alone: nothing is looked up, so that rights can be
/// checked before anybody learns what exists.
///
/// @param isResource false for paths outside `/api` and `/apis`, and for those of discovery
/// @param verb as authorization knows it; for other paths the lower-case method
/// @param fields that the field selector fixes to one value
/// @param namespace, name, subresource empty where there is none
public record RequestInfo(
        boolean isResource,
        String path,
        String verb,
        String group,
        String version,
        String namespace,
        String resource,
        String subresource,
        String name,
        Map<String, String> fields) {
    /// Parts of a namespace itself, rather than resources within it.
    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

    /// What can be a part of a path.
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[^/%]+");

    public static RequestInfo of(Request request) {
        List<String> parts = Arrays.stream(request.path().split("/", -1))
                .filter(part -> !part.isEmpty())
                .toList();
        boolean isCore = !parts.isEmpty() && parts.getFirst().equals("api");
        boolean isNamed = !parts.isEmpty() && parts.getFirst().equals("apis");
        int rootLength = isCore ? 2 : 3;
        if ((!isCore && !isNamed) || parts.size() <= rootLength) {
            String verb = request.method().toLowerCase(Locale.ROOT);
            return new RequestInfo(false, request.path(), verb, "", "", "", "", "", "", Map.of());
        }
        String group = isCore ? "" : parts.get(1);
        String version = parts.get(rootLength - 1);
        return resource(request, group, version, parts.subList(rootLength, parts.size()));
    }

    private static RequestInfo resource(Request request, String group, String version, List<String> all) {
        // The old form /api/v1/watch/pods is a list to be watched.
        boolean isLegacyWatch = all.size() > 1 && all.getFirst().equals("watch");
        List<String> parts = isLegacyWatch ? all.subList(1, all.size()) : all;
        String namespace = "";
        if (parts.size() > 1 && parts.getFirst().equals("namespaces")) {
            namespace = parts.get(1);
            if (parts.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(parts.get(2))) {
                parts = parts.subList(2, parts.size());
            }
        }
        String resource = parts.getFirst();
        String name = parts.size() > 1 ? parts.get(1) : "";
        String subresource = parts.size() > 2 ? String.join("/", parts.subList(2, parts.size())) : "";
        if (subresource.equals("proxy") || subresource.startsWith("proxy/")) {
            // What follows belongs to the program that is reached, and so do the parameters.
            String verb = verb(request, name).replace("watch", "get");
            return new RequestInfo(
                    true, request.path(), verb, group, version, namespace, resource, "proxy", name, Map.of());
        }
        if (isLegacyWatch || (name.isEmpty() && request.method().equals("GET") && request.flag("watch"))) {
            return new RequestInfo(
                    true,
                    request.path(),
                    "watch",
                    group,
                    version,
                    namespace,
                    resource,
                    subresource,
                    name,
                    fields(request));
        }
        String verb = verb(request, name);
        return new RequestInfo(
                true, request.path(), verb, group, version, namespace, resource, subresource, name, fields(request));
    }

    private static Map<String, String> fields(Request request) {
        String selector = request.parameter("fieldSelector");
        return selector.isEmpty() ? Map.of() : FieldEqualities.of(selector);
    }

    private static String verb(Request request, String name) {
        boolean isNamed = !name.isEmpty();
        return switch (request.method()) {
            case "GET", "HEAD" -> isNamed ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> isNamed ? "delete" : "deletecollection";
            default -> request.method().toLowerCase(Locale.ROOT);
        };
    }

    public GroupVersionResource groupVersionResource() {
        return new GroupVersionResource(group, version, resource);
    }

    /// The right that the request needs.
    public Attributes attributes(Identity identity) {
        return isResource
                ? new Attributes(
                        identity, verb, group, version, resource, subresource, namespace, meantName(), "", fields)
                : new Attributes(identity, verb, "", "", "", "", "", "", path);
    }

    /// The object that the right must cover: a list or watch of the one object that a field selector names needs no
    /// right to all others. So does client-go follow a single ConfigMap.
    private String meantName() {
        boolean isSelection = name.isEmpty() && Set.of("list", "watch").contains(verb);
        String selected = isSelection ? fields.getOrDefault("metadata.name", "") : "";
        return isSelection && NAME.matcher(selected).matches() ? selected : name;
    }
}
