// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.Admission;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.Permissions;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.apiserver.websocket.WebSocketConnection;
import dev.skerry.apiserver.websocket.WebSocketHandshake;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `pods/portforward`: TCP connections to ports of a pod, in the three forms that clients speak. SPDY frames
/// inside WebSocket messages (kubectl from 1.30 on), SPDY alone (kubectl before), and WebSocket with two
/// channels to a port (fabric8, client-java).
record PortForwardEndpoint(RegistryParts parts, NodeConnector nodes) implements SpecialEndpoint {
    private static final String SPDY = "portforward.k8s.io";
    private static final String TUNNELLED = "SPDY/3.1+portforward.k8s.io";
    private static final String CHANNELS = "v4.channel.k8s.io";
    private static final String CHANNELS_IN_BASE64 = "v4.base64.channel.k8s.io";
    private static final List<String> ON_WEB_SOCKET = List.of(TUNNELLED, CHANNELS, CHANNELS_IN_BASE64, "");
    private static final int PORT_MAX = 65_535;

    /// A message names its channel in one byte, and a digit of it in Base64's dialect; nobody asks for more.
    private static final int PORTS_MAX = 64;

    @Override
    public Response answer(ApiCall call) throws InterruptedException {
        Request http = call.http();
        // A GET opens connections as a POST does, so it needs the same right.
        parts.authorization().demand(Permissions.toCreate(call));
        boolean isWebSocket = WebSocketHandshake.isAsked(http);
        if (!isWebSocket && !SpdyHandshake.isAsked(http)) {
            throw StatusException.badRequest("Upgrade request required");
        }
        PodTarget target = PodTarget.whole(call, parts);
        parts.admission()
                .validate(Admission.request(
                        call,
                        Operation.CONNECT,
                        call.info().name(),
                        Optional.empty(),
                        Optional.of(target.pod()),
                        false));
        var ports = new PodPorts(nodes, target);
        if (!isWebSocket) {
            String protocol = SpdyHandshake.choose(http, List.of(SPDY));
            return new Response.Upgrade(SpdyHandshake.headers(protocol), new SpdyPortForward(ports)::run);
        }
        String protocol = WebSocketHandshake.choose(http, ON_WEB_SOCKET);
        var headers = WebSocketHandshake.headers(http, protocol);
        if (protocol.equals(TUNNELLED)) {
            return new Response.Upgrade(headers, (in, out) -> {
                var bytes = new WebSocketBytes(new WebSocketConnection(in, out));
                new SpdyPortForward(ports).run(bytes.input(), bytes.output());
            });
        }
        var channels = new WebSocketPortForward(
                ports,
                portsOf(http),
                protocol.equals(CHANNELS_IN_BASE64) ? RemoteProtocol.V4_BASE64 : RemoteProtocol.V4);
        return new Response.Upgrade(headers, channels::run);
    }

    private static List<Integer> portsOf(Request http) {
        List<Integer> wanted = http.query().getOrDefault("ports", List.of()).stream()
                .flatMap(text -> Arrays.stream(text.split(",", PORTS_MAX + 1)))
                .map(PortForwardEndpoint::port)
                .toList();
        if (wanted.isEmpty() || wanted.size() > PORTS_MAX) {
            throw StatusException.badRequest("the query parameter \"ports\" must name 1 to " + PORTS_MAX + " ports");
        }
        return wanted;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 1 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException _) {
            // Told below, as a number out of range is.
        }
        throw StatusException.badRequest("there is no port \"" + text + "\"");
    }
}
