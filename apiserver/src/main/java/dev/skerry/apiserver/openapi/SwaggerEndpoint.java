// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.openapi;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.openapi.SwaggerDocument;
import dev.skerry.api.openapi.SwaggerWriter;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.JsonObject;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/// Answers `/openapi/v2`, the whole API in one document: in protobuf for older kubectl, which reads it before it
/// does anything else, in JSON for everybody else. Each form is made when first asked for and kept until one of
/// the documents it is made from changes.
public final class SwaggerEndpoint {
    private static final String JSON = "application/json";

    private final OpenApiEndpoint documents;

    private volatile @Nullable Made protobuf;
    private volatile @Nullable Made json;

    @SuppressWarnings("ArrayRecordComponent")
    private record Made(String fingerprint, byte[] document) {}

    public SwaggerEndpoint(OpenApiEndpoint documents) {
        this.documents = documents;
    }

    /// @throws StatusException 406 for a client that takes neither form
    public Response answer(Request request) {
        String accepted = request.header("accept").orElse("*/*");
        if (accepted.contains("protobuf")) {
            return answer(request, SwaggerWriter.MEDIA_TYPE, currentProtobuf());
        }
        if (accepted.contains(JSON) || accepted.contains("*/*") || accepted.contains("application/*")) {
            return answer(request, JSON, currentJson());
        }
        throw new StatusException(
                406,
                "NotAcceptable",
                "only the following media types are accepted: " + JSON + ", " + SwaggerWriter.MEDIA_TYPE,
                JsonObject.EMPTY);
    }

    private static Response answer(Request request, String mediaType, Made current) {
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", mediaType);
        headers.put("Etag", "\"" + current.fingerprint + "\"");
        headers.put("Vary", "Accept");
        if (request.header("if-none-match").filter(headers.get("Etag")::equals).isPresent()) {
            return new Response.Full(304, headers, new byte[0]);
        }
        return new Response.Full(200, headers, current.document);
    }

    /// Two requests that come at once may both make the document; they make the same.
    private Made currentProtobuf() {
        String fingerprint = documents.fingerprint();
        Made known = protobuf;
        if (known == null || !known.fingerprint.equals(fingerprint)) {
            known = new Made(fingerprint, SwaggerWriter.write(documents.documents(), documents.serverVersion()));
            protobuf = known;
        }
        return known;
    }

    private Made currentJson() {
        String fingerprint = documents.fingerprint();
        Made known = json;
        if (known == null || !known.fingerprint.equals(fingerprint)) {
            known = new Made(fingerprint, SwaggerDocument.write(documents.documents(), documents.serverVersion()));
            json = known;
        }
        return known;
    }
}
