// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.metricsapi;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.apiserver.discovery.RemoteVersions;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Lists `metrics.k8s.io` in discovery, beside the versions of other servers: unless one of these serves it itself.
record MetricsVersion(RemoteVersions others) implements RemoteVersions {
    static final GroupVersion VERSION = new GroupVersion("metrics.k8s.io", "v1beta1");
    static final String ROOT = "/apis/" + VERSION;

    private static final List<Json> RESOURCES =
            List.of(resource("nodes", false, "NodeMetrics"), resource("pods", true, "PodMetrics"));

    @Override
    public List<RemoteVersion> all() {
        var all = new ArrayList<>(others.all());
        if (all.stream().noneMatch(one -> one.version().equals(VERSION))) {
            all.add(new RemoteVersion(VERSION, RESOURCES, true));
        }
        return List.copyOf(all);
    }

    static JsonObject resourceList() {
        return JsonObject.of(
                "kind",
                "APIResourceList",
                "apiVersion",
                "v1",
                "groupVersion",
                VERSION.toString(),
                "resources",
                new JsonArray(RESOURCES));
    }

    private static JsonObject resource(String name, boolean isNamespaced, String kind) {
        return JsonObject.of(
                "name",
                name,
                "singularName",
                "",
                "namespaced",
                isNamespaced,
                "kind",
                kind,
                "verbs",
                JsonArray.of("get", "list"));
    }
}
