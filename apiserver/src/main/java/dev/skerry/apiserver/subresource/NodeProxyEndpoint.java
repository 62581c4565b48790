// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.chain.Failures;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.Admission;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.foundation.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `nodes/proxy`: what the agent of a node tells of itself, at the paths of a kubelet: `/healthz`, `/configz`,
/// `/pods`, `/metrics`, `/metrics/resource`, `/stats/summary`, and `/containerLogs/NAMESPACE/POD/CONTAINER`; and
/// `/stats/rates`,
/// which is ours. It is asked over the node's own connection.
///
/// Not done: other ports of a node, which would let whoever may ask into its network; and what changes
/// something (`/run`, `/exec`), for which pods have parts of their own.
record NodeProxyEndpoint(RegistryParts parts, NodeConnector nodes) implements SpecialEndpoint {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /// The port that every kubelet has.
    private static final Set<String> PORTS = Set.of("", "10250");

    private static final String LOGS = "/containerLogs/";

    @Override
    public Response answer(ApiCall call) throws InterruptedException {
        Request http = call.http();
        String prefix = ProxyEndpoint.prefix(call);
        String path = http.path().substring(prefix.length());
        KubeObject node = node(call);
        parts.admission()
                .validate(Admission.request(
                        call, Operation.CONNECT, node.name(), Optional.empty(), Optional.of(node), false));
        if (!READING.contains(http.method())) {
            throw Failures.methodNotAllowed();
        }
        if (path.isEmpty()) {
            return new Response.Full(301, Map.of("Location", prefix + "/"), new byte[0]);
        }
        JsonObject request = path.startsWith(LOGS) ? logs(http, path) : JsonObject.of("kind", "document", "path", path);
        var answer = NodeAnswer.ask(nodes, node.name(), request);
        String contentType = answer.contentType().isEmpty() ? "text/plain" : answer.contentType();
        return new Response.Stream(200, Map.of("Content-Type", contentType), answer.body());
    }

    /// `name`, `name:port` or `scheme:name:port`; the scheme says nothing, as nobody is dialled.
    private KubeObject node(ApiCall call) {
        String[] said = call.info().name().split(":", -1);
        String name = said.length == 3 ? said[1] : said[0];
        String port = said.length == 1 ? "" : said[said.length - 1];
        if (said.length > 3 || !PORTS.contains(port)) {
            throw StatusException.badRequest("a node is asked at its own port alone (10250, or none), not at \""
                    + call.info().name() + "\"");
        }
        return parts.storage()
                .find("", "nodes", ObjectName.cluster(name))
                .orElseThrow(() -> StatusException.notFound(call.groupVersionResource(), name));
    }

    private static JsonObject logs(Request http, String path) {
        String[] parts = path.substring(LOGS.length()).split("/", -1);
        if (parts.length != 3) {
            throw StatusException.badRequest(
                    "a container's log is at " + LOGS + "NAMESPACE/POD/CONTAINER, not at " + path);
        }
        var request = JsonObject.builder()
                .put("kind", "logs")
                .put("namespace", parts[0])
                .put("pod", parts[1])
                .put("container", parts[2]);
        return LogEndpoint.options(http, request);
    }
}
