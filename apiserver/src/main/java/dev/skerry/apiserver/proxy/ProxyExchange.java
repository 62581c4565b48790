// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.proxy;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// One request to a program behind this server, and its answer as this server's client gets it: piece by piece, as
/// long as it lasts, or, after an upgrade, both ways.
public final class ProxyExchange {
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade");

    private ProxyExchange() {}

    /// @param connection closed when the answer is out, or could not be had
    /// @param location what the client is told of an address that the program named as its own
    /// @throws StatusException 503 if there is no answer
    public static Response answer(ProxyRequest request, ProxyConnection connection, UnaryOperator<String> location) {
        boolean isHandedOn = false;
        try {
            ProxyAnswer answer = exchange(request, connection);
            isHandedOn = true;
            return response(answer, connection, location);
        } catch (IOException failed) {
            throw unavailable("error trying to reach service: " + failed.getMessage());
        } finally {
            if (!isHandedOn) {
                connection.close();
            }
        }
    }

    public static StatusException unavailable(String message) {
        return new StatusException(503, "ServiceUnavailable", message, JsonObject.EMPTY);
    }

    private static ProxyAnswer exchange(ProxyRequest request, ProxyConnection connection) throws IOException {
        try {
            request.write(connection.output());
        } catch (IOException _) {
            // A program may answer before it has read all, and a node says on its way out why it cannot: both are
            // read next, and tell more than that nobody takes the request.
        }
        return ProxyAnswer.read(connection.input(), request.http().method().equals("HEAD"));
    }

    private static Response response(ProxyAnswer answer, ProxyConnection connection, UnaryOperator<String> location) {
        Map<String, String> headers = new HashMap<>();
        answer.headers().forEach((name, value) -> {
            if (answer.status() == 101 || !OF_THE_CONNECTION.contains(name)) {
                headers.put(name, name.equals("location") ? location.apply(value) : value);
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

    private static void converse(InputStream fromProgram, ProxyConnection connection, InputStream in, OutputStream out)
            throws IOException {
        try (var tasks = new TaskGroup();
                connection) {
            tasks.start("proxy-in", () -> {
                try (connection) {
                    copy(in, connection.output());
                }
            });
            copy(fromProgram, out);
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
