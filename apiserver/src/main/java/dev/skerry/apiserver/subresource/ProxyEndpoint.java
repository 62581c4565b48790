// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.proxy.ProxyExchange;
import dev.skerry.apiserver.proxy.ProxyRequest;
import dev.skerry.apiserver.registry.Admission;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `pods/proxy` and `services/proxy`: HTTP to a program in a pod, over the connection of its node. Not done:
/// links inside HTML pages are left as they are, and pods are spoken to in plain HTTP only.
record ProxyEndpoint(RegistryParts parts, NodeConnector nodes) implements SpecialEndpoint {
    @Override
    public Response answer(ApiCall call) throws InterruptedException {
        Request http = call.http();
        String prefix = prefix(call);
        String path = http.path().substring(prefix.length());
        ProxyTarget target =
                new ProxyTargets(parts).find(call, ProxyName.of(call.info().name()));
        parts.admission()
                .validate(Admission.request(
                        call,
                        Operation.CONNECT,
                        target.pod().name(),
                        Optional.empty(),
                        Optional.of(target.pod()),
                        false));
        if (path.isEmpty() && Set.of("GET", "HEAD").contains(http.method())) {
            // Relative links of a page lead astray unless its address ends with a slash.
            return new Response.Full(301, Map.of("Location", prefix + "/"), new byte[0]);
        }
        var connection = PodConnection.open(nodes, PodTarget.of(target.pod(), ""), target.port());
        return ProxyExchange.answer(
                new ProxyRequest(http, path.isEmpty() ? "/" : path, Map.of()),
                connection,
                location -> location.startsWith("/") ? prefix + location : location);
    }

    /// The path of the proxy itself.
    static String prefix(ApiCall call) {
        String ours = "/" + call.info().resource() + "/" + call.info().name() + "/proxy";
        String path = call.http().path();
        int start = path.indexOf(ours);
        if (start < 0) {
            throw StatusException.badRequest("a proxied path has no empty parts before \"proxy\"");
        }
        return path.substring(0, start + ours.length());
    }
}
