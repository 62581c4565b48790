// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.defaulting;

import static dev.skerry.api.defaulting.Filling.absent;
import static dev.skerry.api.defaulting.Filling.all;
import static dev.skerry.api.defaulting.Filling.each;
import static dev.skerry.api.defaulting.Filling.making;
import static dev.skerry.api.defaulting.Filling.says;
import static dev.skerry.api.defaulting.Filling.when;
import static dev.skerry.api.defaulting.Filling.word;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import java.util.Set;

/// Defaults of a Service's spec. Addresses and node ports are given out by the API server, not here.
final class ServiceDefaults {
    private static final Set<String> EXTERNAL = Set.of("NodePort", "LoadBalancer");

    static final Filling SPEC = all(
            word("sessionAffinity", "None"),
            when(says("sessionAffinity", "None"), spec -> spec.without("sessionAffinityConfig")),
            when(
                    says("sessionAffinity", "ClientIP"),
                    making("sessionAffinityConfig", making("clientIP", absent("timeoutSeconds", 10_800)))),
            word("type", "ClusterIP"),
            each("ports", all(word("protocol", "TCP"), ServiceDefaults::targetPort)),
            when(ServiceDefaults::isReachedFromOutside, word("externalTrafficPolicy", "Cluster")),
            when(spec -> !isName(spec), all(absent("internalTrafficPolicy", "Cluster"), ServiceDefaults::families)),
            when(says("type", "LoadBalancer"), absent("allocateLoadBalancerNodePorts", true)));

    private ServiceDefaults() {}

    private static boolean isName(JsonObject spec) {
        return says("type", "ExternalName").test(spec);
    }

    private static boolean isReachedFromOutside(JsonObject spec) {
        return EXTERNAL.contains(spec.valueOf("type").text())
                || !isName(spec) && !spec.valueOf("externalIPs").elements().isEmpty();
    }

    private static JsonObject targetPort(JsonObject port) {
        Json target = port.valueOf("targetPort");
        boolean isOpen = target.isNull()
                || target instanceof JsonNumber number && number.longValue() == 0
                || target.equals(Json.of(""));
        return isOpen && port.has("port") ? port.with("targetPort", port.valueOf("port")) : port;
    }

    /// The first of `clusterIPs` and `clusterIP` are one fact; an address family that nobody names is IPv4,
    /// or that of the address.
    private static JsonObject families(JsonObject spec) {
        String address = spec.valueOf("clusterIP").text();
        JsonObject filled = spec;
        if (!address.isEmpty()) {
            filled = absent("clusterIPs", JsonArray.of(address)).fill(filled);
        }
        String family = address.contains(":") ? "IPv6" : "IPv4";
        return absent("ipFamilies", JsonArray.of(family), "ipFamilyPolicy", "SingleStack")
                .fill(filled);
    }
}
