// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.servers;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The endpoints of the Service `kubernetes`, in both forms that clients know.
///
/// Servers that share a family of addresses and a port make a slice. Nearly always there is one, and it is called
/// `kubernetes` as clients expect; further ones are numbered.
///
/// @param endpoints the old form
/// @param slices the new form
record ServiceEndpoints(KubeObject endpoints, List<KubeObject> slices) {
    static final String NAMESPACE = "default";
    static final String NAME = "kubernetes";
    static final String SERVICE_LABEL = "kubernetes.io/service-name";

    private static final String NOT_MIRRORED = "endpointslice.kubernetes.io/skip-mirror";

    static ServiceEndpoints of(Collection<ServerAddress> servers) {
        Map<String, List<ServerAddress>> groups = new LinkedHashMap<>();
        for (ServerAddress server : new TreeSet<>(servers)) {
            groups.computeIfAbsent(server.isIpv6() + ":" + server.port(), _ -> new ArrayList<>())
                    .add(server);
        }
        var subsets = new ArrayList<Json>();
        var slices = new ArrayList<KubeObject>();
        for (List<ServerAddress> group : groups.values()) {
            JsonArray ports = JsonArray.of(
                    JsonObject.of("name", "https", "port", group.getFirst().port(), "protocol", "TCP"));
            List<JsonObject> addresses = group.stream()
                    .map(server -> JsonObject.of("ip", server.host()))
                    .toList();
            subsets.add(JsonObject.of("addresses", Json.of(addresses), "ports", ports));
            slices.add(slice(slices.isEmpty() ? NAME : NAME + "-" + (slices.size() + 1), group, ports));
        }
        var kind = new GroupVersionKind("", "v1", "Endpoints");
        KubeObject endpoints = KubeObject.of(kind, new ObjectName(NAMESPACE, NAME))
                .withLabel(NOT_MIRRORED, "true")
                .with(Json.of(subsets), "subsets");
        return new ServiceEndpoints(endpoints, List.copyOf(slices));
    }

    private static KubeObject slice(String name, List<ServerAddress> group, JsonArray ports) {
        List<JsonObject> endpoints = group.stream()
                .map(server -> JsonObject.of(
                        "addresses", Json.of(List.of(server.host())), "conditions", JsonObject.of("ready", true)))
                .toList();
        var kind = new GroupVersionKind("discovery.k8s.io", "v1", "EndpointSlice");
        return KubeObject.of(kind, new ObjectName(NAMESPACE, name))
                .withLabel(SERVICE_LABEL, NAME)
                .with(group.getFirst().isIpv6() ? "IPv6" : "IPv4", "addressType")
                .with(Json.of(endpoints), "endpoints")
                .with(ports, "ports");
    }
}
