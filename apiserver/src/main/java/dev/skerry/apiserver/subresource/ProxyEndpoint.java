// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.Admission;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `pods/proxy` and `services/proxy`: HTTP to a program in a pod, over the connection of its node. Not done:
/// links inside HTML pages are left as they are, and pods are spoken to in plain HTTP only.
record ProxyEndpoint(RegistryParts parts, NodeConnector nodes) implements SpecialEndpoint {
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade");

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
        boolean isHandedOn = false;
        try {
            ProxyAnswer answer = exchange(http, path.isEmpty() ? "/" : path, connection);
            isHandedOn = true;
            return response(answer, connection, prefix);
        } catch (IOException failed) {
            throw unavailable("error trying to reach service: " + failed.getMessage());
        } finally {
            if (!isHandedOn) {
                connection.close();
            }
        }
    }

    private static ProxyAnswer exchange(Request http, String path, PodConnection connection) throws IOException {
        try {
            new ProxyRequest(http, path).write(connection.output());
        } catch (IOException _) {
            // A program may answer before it has read all, and a node says on its way out why it cannot: both are
            // read next, and tell more than that nobody takes the request.
        }
        return ProxyAnswer.read(connection.input(), http.method().equals("HEAD"));
    }

    static StatusException unavailable(String message) {
        return new StatusException(503, "ServiceUnavailable", message, JsonObject.EMPTY);
    }

    private static String prefix(ApiCall call) {
        String ours = "/" + call.info().resource() + "/" + call.info().name() + "/proxy";
        String path = call.http().path();
        int start = path.indexOf(ours);
        if (start < 0) {
            throw StatusException.badRequest("a proxied path has no empty parts before \"proxy\"");
        }
        return path.substring(0, start + ours.length());
    }

    private static Response response(ProxyAnswer answer, PodConnection connection, String prefix) {
        Map<String, String> headers = new HashMap<>();
        answer.headers().forEach((name, value) -> {
            if (answer.status() == 101 || !OF_THE_CONNECTION.contains(name)) {
                headers.put(name, name.equals("location") && value.startsWith("/") ? prefix + value : value);
            }
        });
        if (answer.status() == 101) {
            return new Response.Upgrade(headers, (in, out) -> converse(answer.body(), connection, in, out));
        }
        return new Response.Stream(answer.status(), headers, out -> {
            try (connection) {
                copy(answer.body(), out);
            }
        });
    }

    private static void converse(InputStream fromPod, PodConnection connection, InputStream in, OutputStream out)
            throws IOException {
        try (var tasks = new TaskGroup();
                connection) {
            tasks.start("proxy-in", () -> {
                try (connection) {
                    copy(in, connection.output());
                }
            });
            copy(fromPod, out);
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] piece = new byte[16 * 1024];
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            to.write(piece, 0, count);
            to.flush();
        }
    }
}
