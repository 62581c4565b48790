// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.cel.shape.Durations;
import dev.skerry.apiserver.http.Handler;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// How long a client waits for its answer: what it asks for with `timeout`, but never longer than the server
/// allows. Whatever is meant to go on for long, a watch or a shell, has no such limit.
public final class Deadlines {
    private static final Set<String> LONG = Set.of("log", "exec", "attach", "portforward", "proxy");

    private final Duration most;

    /// @param most for a request that does not say, and for one that wants more
    public Deadlines(Duration most) {
        this.most = most;
    }

    public Optional<Handler.Deadline> of(Request request) {
        if (isLong(RequestInfo.of(request))) {
            return Optional.empty();
        }
        Duration after = most;
        try {
            Duration asked = asked(request);
            // Zero is what clients send that do not want to say.
            after = asked.isPositive() && asked.compareTo(most) < 0 ? asked : most;
        } catch (StatusException _) {
            // The chain refuses it in a moment.
        }
        return Optional.of(new Handler.Deadline(after, () -> tooLate(request)));
    }

    private static Response.Full tooLate(Request request) {
        var late = new StatusException(
                504, "Timeout", "Timeout: request did not complete within the allotted timeout", JsonObject.EMPTY);
        return Failures.response(request, late);
    }

    /// Refuses a request whose `timeout` is no duration.
    static void check(Request request, RequestInfo info) {
        if (!isLong(info)) {
            asked(request);
        }
    }

    private static boolean isLong(RequestInfo info) {
        return info.verb().equals("watch") || (info.isResource() && LONG.contains(info.subresource()));
    }

    private static Duration asked(Request request) {
        String text = request.parameter("timeout");
        if (text.isEmpty()) {
            return Duration.ZERO;
        }
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            String why = "invalid timeout specified in the request URL - time: invalid duration \"" + text + "\"";
            throw new StatusException(400, "BadRequest", why, JsonObject.EMPTY);
        }
    }
}
