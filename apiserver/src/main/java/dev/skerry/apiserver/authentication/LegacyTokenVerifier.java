// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.token.JoinToken;
import dev.skerry.security.token.LegacyTokens;
import dev.skerry.security.token.ServiceAccountClaims;
import java.util.List;
import java.util.Map;

/// Accepts tokens that live in a Secret of type `kubernetes.io/service-account-token`, as long as the Secret
/// and the account are there and the Secret still holds this very token: deleting the Secret ends it.
public final class LegacyTokenVerifier implements TokenVerifier {
    private final LegacyTokens tokens;
    private final ObjectSource objects;
    private final String apiAudience;

    /// @param apiAudience the only audience that such tokens are meant for: they name none
    public LegacyTokenVerifier(LegacyTokens tokens, ObjectSource objects, String apiAudience) {
        this.tokens = tokens;
        this.objects = objects;
        this.apiAudience = apiAudience;
    }

    @Override
    public Verdict verify(String token, List<String> audiences) {
        return switch (tokens.verify(token)) {
            case LegacyTokens.Verification.Foreign _ -> new Verdict.Foreign();
            case LegacyTokens.Verification.Forged _ -> new Verdict.Refused("invalid signature");
            case LegacyTokens.Verification.Valid(LegacyTokens.Claims claims) -> living(token, claims, audiences);
        };
    }

    private Verdict living(String token, LegacyTokens.Claims claims, List<String> audiences) {
        if (!audiences.contains(apiAudience)) {
            return new Verdict.Refused("token audiences [] is invalid for the target audiences " + audiences);
        }
        boolean isKept = objects.find("", "secrets", new ObjectName(claims.namespace(), claims.secret()))
                .filter(secret -> !secret.isBeingDeleted())
                .flatMap(secret -> Base64Text.find(secret.at("data", "token").text()))
                .filter(kept -> JoinToken.isEqual(kept, token))
                .isPresent();
        if (!isKept) {
            return new Verdict.Refused("service account token has been invalidated: its secret is gone");
        }
        String account = claims.account().name();
        boolean isThere = objects.find("", "serviceaccounts", new ObjectName(claims.namespace(), account))
                .filter(found -> !found.isBeingDeleted()
                        && found.uid().equals(claims.account().uid()))
                .isPresent();
        if (!isThere) {
            return new Verdict.Refused("service account " + claims.namespace() + "/" + account + " has been deleted");
        }
        var groups = List.of(
                ServiceAccountClaims.GROUP,
                ServiceAccountClaims.GROUP + ":" + claims.namespace(),
                Identity.GROUP_AUTHENTICATED);
        return new Verdict.Accepted(
                new Identity(claims.user(), claims.account().uid(), groups, Map.of()), List.of(apiAudience));
    }
}
