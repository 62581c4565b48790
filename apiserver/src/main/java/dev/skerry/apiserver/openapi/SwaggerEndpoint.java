// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.openapi;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.openapi.SwaggerWriter;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.JsonObject;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/// Answers `/openapi/v2`, which older kubectl reads before it does anything else: the whole API in one
/// document, in protobuf only, since nobody who still asks for this version takes anything else. The
/// document is made when first asked for and kept until one of those it is made from changes.
public final class SwaggerEndpoint {
    private final OpenApiEndpoint documents;

    private volatile @Nullable Made made;

    @SuppressWarnings("ArrayRecordComponent")
    private record Made(String fingerprint, byte[] document) {}

    public SwaggerEndpoint(OpenApiEndpoint documents) {
        this.documents = documents;
    }

    /// @throws StatusException 406 for a client that takes JSON only
    public Response answer(Request request) {
        String accepted = request.header("accept").orElse("*/*");
        if (!accepted.contains("protobuf") && !accepted.contains("*/*")) {
            throw new StatusException(
                    406,
                    "NotAcceptable",
                    "only the following media types are accepted: " + SwaggerWriter.MEDIA_TYPE,
                    JsonObject.EMPTY);
        }
        Made current = current();
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", SwaggerWriter.MEDIA_TYPE);
        headers.put("Etag", "\"" + current.fingerprint + "\"");
        headers.put("Vary", "Accept");
        if (request.header("if-none-match").filter(headers.get("Etag")::equals).isPresent()) {
            return new Response.Full(304, headers, new byte[0]);
        }
        return new Response.Full(200, headers, current.document);
    }

    /// Two requests that come at once may both make the document; they make the same.
    private Made current() {
        String fingerprint = documents.fingerprint();
        Made known = made;
        if (known == null || !known.fingerprint.equals(fingerprint)) {
            known = new Made(fingerprint, SwaggerWriter.write(documents.documents(), documents.serverVersion()));
            made = known;
        }
        return known;
    }
}
