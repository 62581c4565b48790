// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.identity.Identity;
import java.util.ArrayList;
import java.util.List;

/// Answers the questions about identities that can be put to the API: each takes what was posted and
/// gives it back with its `status`. Nothing is stored.
public final class TokenReviews {
    private final BearerTokens tokens;

    public TokenReviews(BearerTokens tokens) {
        this.tokens = tokens;
    }

    /// TokenReview: whose token is this?
    public KubeObject review(KubeObject review) {
        String token = review.at("spec", "token").text();
        if (token.isEmpty()) {
            throw StatusException.badRequest("token is required for TokenReview in authentication");
        }
        List<String> asked = review.at("spec", "audiences").elements().stream()
                .map(Json::text)
                .toList();
        List<String> audiences = asked.isEmpty() ? tokens.apiAudiences() : asked;
        return review.with(status(tokens.verify(token, audiences), !asked.isEmpty()), "status");
    }

    /// SelfSubjectReview: who am I?
    public static KubeObject whoAmI(Identity caller, KubeObject review) {
        return review.with(JsonObject.of("userInfo", userInfo(caller)), "status");
    }

    /// Somebody, as reviews and admission webhooks show them.
    public static JsonObject userInfo(Identity identity) {
        var info = JsonObject.builder().put("username", identity.name()).putIfText("uid", identity.uid());
        if (!identity.groups().isEmpty()) {
            info.put("groups", identity.groups());
        }
        if (!identity.extra().isEmpty()) {
            info.put("extra", Json.of(identity.extra()));
        }
        return info.build();
    }

    private static JsonObject status(TokenVerifier.Verdict verdict, boolean areAudiencesAsked) {
        return switch (verdict) {
            case TokenVerifier.Verdict.Accepted(Identity identity, List<String> audiences) -> {
                var status = JsonObject.builder().put("authenticated", true).put("user", userInfo(known(identity)));
                yield (areAudiencesAsked ? status.put("audiences", audiences) : status).build();
            }
            case TokenVerifier.Verdict.Foreign _ ->
                JsonObject.of("authenticated", false, "user", JsonObject.EMPTY, "error", "invalid bearer token");
            case TokenVerifier.Verdict.Expired(String why) -> refused(why);
            case TokenVerifier.Verdict.Refused(String why) -> refused(why);
        };
    }

    private static JsonObject refused(String why) {
        return JsonObject.of(
                "authenticated", false, "user", JsonObject.EMPTY, "error", "[invalid bearer token, " + why + "]");
    }

    private static Identity known(Identity identity) {
        if (identity.isIn(Identity.GROUP_AUTHENTICATED)) {
            return identity;
        }
        var groups = new ArrayList<>(identity.groups());
        groups.add(Identity.GROUP_AUTHENTICATED);
        return new Identity(identity.name(), identity.uid(), groups, identity.extra());
    }
}
