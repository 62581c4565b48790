// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.TableColumns;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The columns of services and what leads to them.
final class NetworkColumns {
    private static final int ENDPOINTS_SHOWN = 3;

    private NetworkColumns() {}

    static TableColumns service() {
        return KindColumns.named()
                .field("Type", "spec.type")
                .text(
                        "Cluster-IP",
                        service ->
                                CellText.orNone(service.at("spec", "clusterIP").text()))
                .text("External-IP", NetworkColumns::externalAddress)
                .text("Port(s)", NetworkColumns::servicePorts)
                .age()
                .wide("Selector", service -> CellText.labels(service.at("spec", "selector")))
                .build();
    }

    private static String externalAddress(KubeObject service) {
        var addresses = new ArrayList<String>();
        switch (service.at("spec", "type").text()) {
            case "ExternalName" -> {
                return service.at("spec", "externalName").text();
            }
            case "LoadBalancer" -> {
                addresses.addAll(balancerAddresses(service));
                addExternal(service, addresses);
                return addresses.isEmpty() ? "<pending>" : String.join(",", addresses);
            }
            default -> {
                addExternal(service, addresses);
                return CellText.orNone(String.join(",", addresses));
            }
        }
    }

    private static void addExternal(KubeObject service, List<String> addresses) {
        service.at("spec", "externalIPs").elements().forEach(address -> addresses.add(address.text()));
    }

    private static List<String> balancerAddresses(KubeObject object) {
        return object.at("status", "loadBalancer", "ingress").elements().stream()
                .map(ingress -> ingress.at("ip").text().isEmpty()
                        ? ingress.at("hostname").text()
                        : ingress.at("ip").text())
                .toList();
    }

    private static String servicePorts(KubeObject service) {
        return CellText.orNone(service.at("spec", "ports").elements().stream()
                .map(port -> port.at("port").longOr(0)
                        + (port.at("nodePort").longOr(0) > 0
                                ? ":" + port.at("nodePort").longOr(0)
                                : "")
                        + "/" + port.at("protocol").textOr("TCP"))
                .collect(Collectors.joining(",")));
    }

    static TableColumns ingress() {
        return KindColumns.named()
                .text(
                        "Class",
                        ingress -> CellText.orElse(
                                ingress.at("spec", "ingressClassName"),
                                ingress.annotations().getOrDefault("kubernetes.io/ingress.class", CellText.NONE)))
                .text("Hosts", NetworkColumns::hosts)
                .text("Address", ingress -> String.join(",", balancerAddresses(ingress)))
                .text("Ports", ingress -> ingress.at("spec", "tls").elements().isEmpty() ? "80" : "80, 443")
                .age()
                .build();
    }

    private static String hosts(KubeObject ingress) {
        List<String> hosts = ingress.at("spec", "rules").elements().stream()
                .map(rule -> rule.at("host").text())
                .filter(host -> !host.isEmpty())
                .toList();
        return hosts.isEmpty() ? "*" : CellText.firstOf(hosts, ENDPOINTS_SHOWN);
    }

    static TableColumns serviceCidr() {
        return KindColumns.named()
                .text(
                        "CIDRs",
                        range -> range.at("spec", "cidrs").elements().stream()
                                .map(Json::text)
                                .collect(Collectors.joining(",")))
                .age()
                .build();
    }

    static TableColumns ingressClass() {
        return KindColumns.named()
                .field("Controller", "spec.controller")
                .text("Parameters", type -> parameters(type.at("spec", "parameters")))
                .age()
                .build();
    }

    private static String parameters(Json parameters) {
        if (parameters.isNull()) {
            return CellText.NONE;
        }
        String group = parameters.at("apiGroup").text();
        return parameters.at("kind").text() + (group.isEmpty() ? "" : "." + group) + "/"
                + parameters.at("name").text();
    }

    static TableColumns endpoints() {
        return KindColumns.named()
                .text("Endpoints", NetworkColumns::endpointList)
                .age()
                .build();
    }

    private static String endpointList(KubeObject endpoints) {
        var all = new ArrayList<String>();
        for (Json subset : endpoints.at("subsets").elements()) {
            List<Json> ports = subset.at("ports").elements();
            for (Json address : subset.at("addresses").elements()) {
                String ip = address.at("ip").text();
                if (ports.isEmpty()) {
                    all.add(ip);
                }
                ports.forEach(port -> all.add(ip + ":" + port.at("port").longOr(0)));
            }
        }
        return CellText.firstOf(all, ENDPOINTS_SHOWN);
    }

    static TableColumns endpointSlice() {
        return KindColumns.named()
                .field("AddressType", "addressType")
                .text("Ports", NetworkColumns::slicePorts)
                .text("Endpoints", NetworkColumns::sliceEndpoints)
                .age()
                .build();
    }

    private static String slicePorts(KubeObject slice) {
        List<String> ports = slice.at("ports").elements().stream()
                .map(port -> CellText.orElse(port.at("port"), "*"))
                .toList();
        return ports.isEmpty() ? CellText.UNSET : CellText.firstOf(ports, ENDPOINTS_SHOWN);
    }

    private static String sliceEndpoints(KubeObject slice) {
        List<String> addresses = slice.at("endpoints").elements().stream()
                .flatMap(endpoint -> endpoint.at("addresses").elements().stream())
                .map(Json::text)
                .toList();
        return addresses.isEmpty() ? CellText.UNSET : CellText.firstOf(addresses, ENDPOINTS_SHOWN);
    }

    static TableColumns address() {
        return KindColumns.named()
                .text("ParentRef", address -> owner(address.at("spec", "parentRef")))
                .build();
    }

    private static String owner(Json reference) {
        if (reference.isNull()) {
            return CellText.NONE;
        }
        String group = reference.at("group").text();
        String namespace = reference.at("namespace").text();
        return reference.at("resource").text() + (group.isEmpty() ? "" : "." + group) + "/"
                + (namespace.isEmpty() ? "" : namespace + "/")
                + reference.at("name").text();
    }

    static TableColumns networkPolicy() {
        return KindColumns.named()
                .text("Pod-Selector", policy -> CellText.selector(policy.at("spec", "podSelector")))
                .age()
                .build();
    }
}
