// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.apiserver.authentication.DenyList;
import dev.skerry.apiserver.authentication.TokenVerifier;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.token.ForeignToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Accepts the tokens of one issuer, and says who their holders are.
public final class IssuerVerifier implements TokenVerifier {
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
            return new Verdict.Accepted(new TokenUser(settings, token.claims()).identity(), audiences);
        } catch (UnusableClaimException unusable) {
            return refused("oidc: " + unusable.why());
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
