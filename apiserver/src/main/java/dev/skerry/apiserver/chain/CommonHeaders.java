// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import dev.skerry.apiserver.http.Response;
import java.util.HashMap;
import java.util.Map;

/// Headers that every answer carries.
final class CommonHeaders {
    private static final Map<String, String> ALWAYS =
            Map.of("Cache-Control", "no-cache, private", "X-Content-Type-Options", "nosniff");

    private CommonHeaders() {}

    /// What the answer itself says stays.
    static Response add(Response response, String auditId, Warnings warnings) {
        Map<String, String> headers = new HashMap<>(ALWAYS);
        headers.put("Audit-Id", auditId);
        if (!warnings.isEmpty()) {
            headers.put("Warning", String.join(", ", warnings.headers()));
        }
        headers.putAll(response.headers());
        return switch (response) {
            case Response.Full full -> new Response.Full(full.status(), headers, full.body());
            case Response.Stream stream -> new Response.Stream(stream.status(), headers, stream.writer());
            case Response.Upgrade upgrade -> upgrade;
        };
    }
}
