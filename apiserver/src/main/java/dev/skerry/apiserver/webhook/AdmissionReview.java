// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.identity.Identity;
import java.io.IOException;
import java.util.Optional;

/// The question to a webhook, and what it may answer.
final class AdmissionReview {
    private static final String GROUP = "admission.k8s.io/";

    private AdmissionReview() {}

    /// @param version of the review, `v1`
    /// @param as the resource in the version that the webhook is shown
    static JsonObject question(String version, String uid, AdmissionRequest request, ServedResource as) {
        var question = JsonObject.builder()
                .put("uid", uid)
                .put("kind", kind(as.kind()))
                .put("resource", resource(as.resource()))
                .putIfText("subResource", request.subresource())
                .put("requestKind", kind(request.kind()))
                .put("requestResource", resource(request.resource()))
                .putIfText("requestSubResource", request.subresource())
                .putIfText("name", request.name())
                .putIfText("namespace", namespace(request))
                .put("operation", request.operation().name())
                .put("userInfo", user(request.identity()))
                .put("object", shown(request.object(), as))
                .put("oldObject", shown(request.old(), as))
                .put("dryRun", request.isDryRun())
                .put("options", request.options().isEmpty() ? JsonNull.NULL : request.options());
        return JsonObject.of("kind", "AdmissionReview", "apiVersion", GROUP + version, "request", question.build());
    }

    /// The `response` part of an answer that is one.
    static JsonObject response(Json review, String version, String uid) throws IOException {
        if (!review.at("kind").text().equals("AdmissionReview")
                || !review.at("apiVersion").text().equals(GROUP + version)) {
            throw new IOException("received invalid webhook response: expected webhook response of " + GROUP + version
                    + ", Kind=AdmissionReview, got " + review.at("apiVersion").text() + ", Kind="
                    + review.at("kind").text());
        }
        if (review.at("response").isNull()) {
            throw new IOException("received invalid webhook response: webhook response was absent");
        }
        String answered = review.at("response", "uid").text();
        if (!answered.equals(uid)) {
            throw new IOException("received invalid webhook response: expected response.uid=\"" + uid + "\", got \""
                    + answered + "\"");
        }
        return review.at("response").object();
    }

    /// Of a Namespace, its own name stands for its namespace.
    private static String namespace(AdmissionRequest request) {
        boolean isNamespace = request.resource().group().isEmpty()
                && request.resource().resource().equals("namespaces");
        return isNamespace ? request.name() : request.namespace();
    }

    private static Json shown(Optional<KubeObject> object, ServedResource as) {
        return object.map(one -> (Json) as.rules().converted(one).tree()).orElse(JsonNull.NULL);
    }

    private static JsonObject kind(GroupVersionKind kind) {
        return JsonObject.of("group", kind.group(), "version", kind.version(), "kind", kind.kind());
    }

    private static JsonObject resource(GroupVersionResource resource) {
        return JsonObject.of("group", resource.group(), "version", resource.version(), "resource", resource.resource());
    }

    private static JsonObject user(Identity identity) {
        var user = JsonObject.builder()
                .put("username", identity.name())
                .putIfText("uid", identity.uid())
                .put("groups", identity.groups());
        if (!identity.extra().isEmpty()) {
            user.put("extra", identity.extra());
        }
        return user.build();
    }
}
