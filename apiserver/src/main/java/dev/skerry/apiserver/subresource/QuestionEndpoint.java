// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.access.AccessQuestions;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.BodyReader;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.foundation.json.JsonObject;

/// Questions that are posted and answered at once, without being stored: may I, may they, who am I, whose
/// token is this, a token for this account.
record QuestionEndpoint(AccessQuestions questions) implements SpecialEndpoint {
    private static final GroupVersionKind TOKEN_REQUEST =
            new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest");

    @Override
    public Response answer(ApiCall call) {
        String subresource = call.info().subresource();
        GroupVersionKind kind = subresource.isEmpty() ? call.resource().kind() : TOKEN_REQUEST;
        KubeObject posted = BodyReader.read(call.http(), kind);
        KubeObject answered =
                questions.answer(call.identity(), call.groupVersionResource(), subresource, call.objectName(), posted);
        boolean isPlaced = subresource.isEmpty() && !call.namespace().isEmpty();
        KubeObject placed = isPlaced ? answered.with(call.namespace(), "metadata", "namespace") : answered;
        return SpecialAnswers.created(call, withMetadata(placed));
    }

    /// Clients read metadata of everything.
    private static KubeObject withMetadata(KubeObject review) {
        return review.at("metadata").isNull() ? review.with(JsonObject.EMPTY, "metadata") : review;
    }
}
