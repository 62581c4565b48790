// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/// Answers given before any handler is asked: too large, not HTTP, or a handler that failed. They too are
/// `Status` objects, since that is what clients of this server know how to show.
final class Refusal {
    private Refusal() {}

    static FullHttpResponse of(HttpResponseStatus status, String why) {
        String reason =
                status.code() == 413 ? "RequestEntityTooLarge" : status.code() == 500 ? "InternalError" : "BadRequest";
        String message = status.code() == 413 ? "Request entity too large: " + why : why;
        var failure = new StatusException(status.code(), reason, message, JsonObject.EMPTY);
        byte[] body = JsonWriter.writeBytes(failure.toJson());
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, "close");
        return response;
    }
}
