// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.StoreTooLargeException;
import dev.skerry.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Failures that do not belong to one kind of request, and the form in which all of them go out.
public final class Failures {
    /// How long a client waits before it asks again whether the engine of the store is back.
    private static final int RETRY_SECONDS = 1;

    private Failures() {}

    /// A resource, group or version that is not served here.
    public static StatusException unknownResource() {
        return new StatusException(
                404, "NotFound", "the server could not find the requested resource", JsonObject.EMPTY);
    }

    public static StatusException methodNotAllowed() {
        return new StatusException(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                JsonObject.EMPTY);
    }

    public static StatusException internal(String why) {
        return new StatusException(500, "InternalError", "Internal error occurred: " + why, JsonObject.EMPTY);
    }

    static StatusException storeFull(StoreFullException full) {
        return new StatusException(
                507, "InsufficientStorage", "nothing was written: " + full.getMessage(), JsonObject.EMPTY);
    }

    static StatusException storeTooLarge(StoreTooLargeException large) {
        return new StatusException(
                413,
                "RequestEntityTooLarge",
                "Request entity too large: nothing was written: " + large.getMessage(),
                JsonObject.EMPTY);
    }

    /// 503 asks the client to come again; 504 leaves it to find out first what became of its write.
    static StatusException storeUnavailable(StoreUnavailableException unavailable) {
        if (unavailable.mayBeWritten()) {
            return new StatusException(
                    504,
                    "Timeout",
                    "the write may have been done or not, read before you repeat it: " + unavailable.getMessage(),
                    JsonObject.EMPTY);
        }
        return new StatusException(
                503,
                "ServiceUnavailable",
                "nothing was written: " + unavailable.getMessage(),
                JsonObject.of("retryAfterSeconds", RETRY_SECONDS));
    }

    /// The failure as an answer; laid out for reading if the client is a person's tool.
    public static Response.Full response(Request request, StatusException failure) {
        JsonObject status = failure.toJson();
        byte[] body = Pretty.isWanted(request)
                ? JsonWriter.writePretty(status).getBytes(StandardCharsets.UTF_8)
                : JsonWriter.writeBytes(status);
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        long retryAfter = failure.details().at("retryAfterSeconds").longOr(0);
        if (retryAfter > 0) {
            headers.put("Retry-After", Long.toString(retryAfter));
        }
        return new Response.Full(failure.code(), headers, body);
    }
}
