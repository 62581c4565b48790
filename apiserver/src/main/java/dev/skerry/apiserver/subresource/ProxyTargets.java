// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.proxy.ProxyExchange;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.Json;
import java.util.Optional;

/// Finds the pod and port that a proxied URL means.
record ProxyTargets(RegistryParts parts) {
    private static final int HTTP = 80;
    private static final int PORT_MAX = 65_535;

    /// @throws StatusException 404 if there is no such object, 503 if a service has no pod that is ready
    ProxyTarget find(ApiCall call, ProxyName wanted) {
        var name = new ObjectName(call.namespace(), wanted.name());
        KubeObject named = parts.storage()
                .find("", call.info().resource(), name)
                .orElseThrow(() -> StatusException.notFound(call.groupVersionResource(), wanted.name()));
        return call.info().resource().equals("pods") ? ofPod(named, wanted.port()) : ofService(named, wanted.port());
    }

    private static ProxyTarget ofPod(KubeObject pod, String port) {
        if (!port.isEmpty()) {
            return new ProxyTarget(pod, number(port));
        }
        int first = pod.at("spec", "containers").elements().stream()
                .flatMap(container -> container.at("ports").elements().stream())
                .map(one -> one.at("containerPort").intOr(HTTP))
                .findFirst()
                .orElse(HTTP);
        return new ProxyTarget(pod, first);
    }

    private static int number(String text) {
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= PORT_MAX) {
            return Integer.parseInt(text);
        }
        throw StatusException.badRequest("there is no port \"" + text + "\"");
    }

    private ProxyTarget ofService(KubeObject service, String port) {
        String portName = portName(service, port)
                .orElseThrow(() -> ProxyExchange.unavailable(
                        "no service port \"" + port + "\" found for service \"" + service.name() + "\""));
        return parts.storage().stored("discovery.k8s.io", "endpointslices", service.namespace()).stream()
                .map(StoredObject::object)
                .filter(slice -> slice.at("metadata", "labels", "kubernetes.io/service-name")
                        .text()
                        .equals(service.name()))
                .flatMap(slice -> target(slice, portName).stream())
                .findFirst()
                .orElseThrow(() ->
                        ProxyExchange.unavailable("no endpoints available for service \"" + service.name() + "\""));
    }

    /// The name of a service's port, which its endpoints have too.
    private static Optional<String> portName(KubeObject service, String wanted) {
        var all = service.at("spec", "ports").elements();
        boolean isOnly = wanted.isEmpty() && all.size() == 1;
        return all.stream()
                .filter(port -> isOnly
                        || port.at("name").text().equals(wanted)
                        || Integer.toString(port.at("port").intOr(0)).equals(wanted))
                .map(port -> port.at("name").text())
                .findFirst();
    }

    private Optional<ProxyTarget> target(KubeObject slice, String portName) {
        Optional<Integer> port = slice.at("ports").elements().stream()
                .filter(one -> one.at("name").text().equals(portName))
                .map(one -> one.at("port").intOr(0))
                .findFirst();
        if (port.isEmpty()) {
            return Optional.empty();
        }
        return slice.at("endpoints").elements().stream()
                .filter(endpoint -> endpoint.at("conditions", "ready").booleanOr(true))
                .filter(endpoint -> endpoint.at("targetRef", "kind").text().equals("Pod"))
                .flatMap(endpoint -> pod(slice, endpoint).stream())
                .map(pod -> new ProxyTarget(pod, port.get()))
                .findFirst();
    }

    private Optional<KubeObject> pod(KubeObject slice, Json endpoint) {
        var name = new ObjectName(
                slice.namespace(), endpoint.at("targetRef", "name").text());
        return parts.storage().find("", "pods", name);
    }
}
