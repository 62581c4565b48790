// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.address;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Finds who serves a Service: one of its pods is chosen here, since the machine of the server need not be part of
/// the cluster's network of Services.
public final class ServiceEndpoints {
    private final ObjectSource objects;
    private final RandomGenerator random;

    /// @param random picks one of those who are ready; used by many threads
    public ServiceEndpoints(ObjectSource objects, RandomGenerator random) {
        this.objects = objects;
        this.random = random;
    }

    /// Where a port of a Service is served by somebody who is ready.
    ///
    /// @param port of the Service itself
    /// @throws IOException if there is no such Service or port, or nobody is ready; the message says which
    public InetSocketAddress find(ObjectName name, int port) throws IOException {
        List<InetSocketAddress> sockets = sockets(name, port);
        if (sockets.isEmpty()) {
            throw new IOException("no endpoints available for service \"" + name.name() + "\"");
        }
        return sockets.get(random.nextInt(sockets.size()));
    }

    private List<InetSocketAddress> sockets(ObjectName name, int port) throws IOException {
        KubeObject service = objects.find("", "services", name)
                .orElseThrow(() -> new IOException("service \"" + name.name() + "\" not found"));
        if (service.at("spec", "type").text().equals("ExternalName")) {
            return List.of(
                    new InetSocketAddress(service.at("spec", "externalName").text(), port));
        }
        Json found = service.at("spec", "ports").elements().stream()
                .filter(one -> one.at("port").intOr(0) == port)
                .findFirst()
                .orElseThrow(() ->
                        new IOException("no service port " + port + " found for service \"" + name.name() + "\""));
        List<InetSocketAddress> sliced = sliced(name, found.at("name").text());
        return sliced.isEmpty() ? selected(service, found.at("targetPort"), port) : sliced;
    }

    private List<InetSocketAddress> sliced(ObjectName service, String portName) {
        var sockets = new ArrayList<InetSocketAddress>();
        for (KubeObject slice : objects.list("discovery.k8s.io", "endpointslices", service.namespace())) {
            if (service.name().equals(slice.labels().get("kubernetes.io/service-name"))) {
                slice.at("ports").elements().stream()
                        .filter(port -> port.at("name").text().equals(portName))
                        .forEach(
                                port -> addReady(sockets, slice, port.at("port").intOr(0)));
            }
        }
        return sockets;
    }

    private static void addReady(List<InetSocketAddress> sockets, KubeObject slice, int port) {
        for (Json endpoint : slice.at("endpoints").elements()) {
            if (endpoint.at("conditions", "ready").booleanOr(true)) {
                endpoint.at("addresses")
                        .elements()
                        .forEach(address -> sockets.add(new InetSocketAddress(address.text(), port)));
            }
        }
    }

    /// Where nobody keeps slices, the pods themselves.
    private List<InetSocketAddress> selected(KubeObject service, Json target, int port) {
        JsonObject selector = service.at("spec", "selector").object();
        var sockets = new ArrayList<InetSocketAddress>();
        if (selector.isEmpty()) {
            return sockets;
        }
        for (KubeObject pod : objects.list("", "pods", service.namespace())) {
            boolean isChosen = selector.fields().entrySet().stream()
                    .allMatch(
                            label -> label.getValue().text().equals(pod.labels().get(label.getKey())));
            String address = pod.at("status", "podIP").text();
            boolean isReady = pod.at("status", "conditions").elements().stream()
                    .anyMatch(condition -> condition.at("type").text().equals("Ready")
                            && condition.at("status").text().equals("True"));
            if (isChosen && isReady && !address.isEmpty()) {
                sockets.add(new InetSocketAddress(address, number(pod, target, port)));
            }
        }
        return sockets;
    }

    private static int number(KubeObject pod, Json target, int port) {
        if (target instanceof JsonNumber) {
            return target.intOr(port);
        }
        return pod.at("spec", "containers").elements().stream()
                .flatMap(container -> container.at("ports").elements().stream())
                .filter(named -> named.at("name").text().equals(target.text()))
                .map(named -> named.at("containerPort").intOr(port))
                .findFirst()
                .orElse(port);
    }
}
