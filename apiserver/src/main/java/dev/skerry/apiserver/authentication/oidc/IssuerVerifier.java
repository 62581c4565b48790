// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.apiserver.authentication.DenyList;
import dev.skerry.apiserver.authentication.TokenReviews;
import dev.skerry.apiserver.authentication.TokenVerifier;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.token.ForeignToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Accepts the tokens of one issuer, and says who their holders are.
public final class IssuerVerifier implements TokenVerifier {
    private static final String CREDENTIAL = "authentication.kubernetes.io/credential-id";

    /// The issuer's clock may be ahead of ours.
    private static final Duration LEEWAY = Duration.ofMinutes(5);

    private final IssuerSettings settings;
    private final IssuerKeys keys;
    private final DenyList denied;
    private final Clock clock;

    public IssuerVerifier(IssuerSettings settings, IssuerKeys keys, DenyList denied, Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.denied = denied;
        this.clock = clock;
    }

    /// @param audiences of this API: the token is meant for it if it is meant for one of the issuer's
    @Override
    public Verdict verify(String text, List<String> audiences) {
        Optional<ForeignToken> found =
                ForeignToken.find(text).filter(token -> token.issuer().equals(settings.url()));
        if (found.isEmpty()) {
            return new Verdict.Foreign();
        }
        ForeignToken token = found.get();
        if (!settings.algorithms().contains(token.algorithm())) {
            return refused("oidc: tokens signed with \"" + token.algorithm() + "\" are not accepted");
        }
        if (token.audiences().stream().noneMatch(settings.audiences()::contains)) {
            return refused(
                    "oidc: verify token: expected audience in " + settings.audiences() + " got " + token.audiences());
        }
        if (!keys.haveSigned(token)) {
            return refused("oidc: failed to verify signature");
        }
        Optional<String> denial = denied.findToken(token.id());
        if (denial.isPresent()) {
            return refused(denial.get());
        }
        Instant now = clock.now();
        if (now.plus(LEEWAY).isBefore(time(token, "nbf"))) {
            return refused("oidc: the token is not valid yet");
        }
        if (!now.isBefore(time(token, "exp"))) {
            return new Verdict.Expired("oidc: the token has expired");
        }
        try {
            return identified(token, audiences);
        } catch (UnusableClaimException unusable) {
            return refused("oidc: " + unusable.why());
        }
    }

    private Verdict identified(ForeignToken token, List<String> audiences) {
        JsonObject claims = token.claims();
        for (ClaimRule rule : settings.rules()) {
            Optional<String> fault = rule.findFault(claims);
            if (fault.isPresent()) {
                return refused("oidc: " + fault.get());
            }
        }
        demandVerifiedMail(claims);
        var names = settings.username().texts(claims);
        if (names.size() != 1 || names.getFirst().isEmpty()) {
            throw new UnusableClaimException("the token does not say one name for its user");
        }
        var uids = settings.uid().texts(claims);
        Map<String, List<String>> extra = new HashMap<>();
        settings.extra().forEach((name, mapping) -> {
            List<String> values = mapping.texts(claims);
            if (!values.isEmpty()) {
                extra.put(name, values);
            }
        });
        if (!token.id().isEmpty()) {
            extra.put(CREDENTIAL, List.of("JTI=" + token.id()));
        }
        var user = new Identity(
                names.getFirst(),
                uids.isEmpty() ? "" : uids.getFirst(),
                new ArrayList<>(settings.groups().texts(claims)),
                extra);
        for (ClaimRule rule : settings.userRules()) {
            Optional<String> fault = rule.findFault(TokenReviews.userInfo(user));
            if (fault.isPresent()) {
                return refused("oidc: " + fault.get());
            }
        }
        return new Verdict.Accepted(user, audiences);
    }

    /// An issuer that lets people enter any mail address must not let them become somebody else by it.
    private void demandVerifiedMail(JsonObject claims) {
        boolean isByMail =
                settings.username() instanceof ClaimMapping.Claim(String name, String _) && name.equals("email");
        Json verified = claims.valueOf("email_verified");
        if (isByMail && !verified.isNull() && !verified.booleanOr(false)) {
            throw new UnusableClaimException("the mail address of the user is not verified");
        }
    }

    /// A token without an expiry has expired.
    private static Instant time(ForeignToken token, String claim) {
        long seconds = token.claims().valueOf(claim).longOr(0);
        return Instant.ofEpochSecond(Math.clamp(seconds, 0, 253_402_300_799L));
    }

    private static Verdict refused(String why) {
        return new Verdict.Refused(why);
    }
}
