// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.util.List;

/// The question to a conversion webhook, and what it may answer.
final class ConversionReview {
    static final List<String> VERSIONS = List.of("v1", "v1beta1");

    private static final String GROUP = "apiextensions.k8s.io/";

    private ConversionReview() {}

    /// @param version of the review, one of [#VERSIONS]
    /// @param apiVersion which the objects are to get
    static JsonObject question(String version, String uid, List<KubeObject> objects, String apiVersion) {
        var request = JsonObject.builder()
                .put("uid", uid)
                .put("desiredAPIVersion", apiVersion)
                .put("objects", objects.stream().map(KubeObject::tree).toList());
        return JsonObject.of("kind", "ConversionReview", "apiVersion", GROUP + version, "request", request.build());
    }

    /// The objects of an answer that is one.
    ///
    /// @throws IOException if the webhook says that it failed, or says nothing that makes sense
    static List<Json> converted(Json review, String version, String uid) throws IOException {
        String kind = review.at("kind").text();
        String apiVersion = review.at("apiVersion").text();
        if (!kind.equals("ConversionReview") || !apiVersion.equals(GROUP + version)) {
            throw new IOException("expected webhook response of " + GROUP + version + ", Kind=ConversionReview, got "
                    + apiVersion + ", Kind=" + kind);
        }
        Json response = review.at("response");
        if (response.isNull()) {
            throw new IOException("no response provided");
        }
        if (!response.at("uid").text().equals(uid)) {
            throw new IOException("expected response.uid=\"" + uid + "\", got \""
                    + response.at("uid").text() + "\"");
        }
        String status = response.at("result", "status").text();
        if (!status.equals("Success")) {
            throw new IOException(response.at("result", "message")
                    .textOr("response.result.status was '" + status + "', not 'Success'"));
        }
        return response.at("convertedObjects").elements();
    }
}
