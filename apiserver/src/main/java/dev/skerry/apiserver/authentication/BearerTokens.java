// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.apiserver.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Recognises who shows a bearer token, by asking one kind of token after the other. A token that none
/// accepts is refused: whoever shows one does not want to pass as nobody.
public final class BearerTokens implements Authenticator {
    private static final String SCHEME = "bearer ";
    private static final String WEBSOCKET_PROTOCOL = "base64url.bearer.authorization.k8s.io.";

    private final List<TokenVerifier> verifiers;
    private final List<String> apiAudiences;

    /// @param apiAudiences what a token must be meant for to be good here
    public BearerTokens(List<TokenVerifier> verifiers, List<String> apiAudiences) {
        this.verifiers = List.copyOf(verifiers);
        this.apiAudiences = List.copyOf(apiAudiences);
    }

    @Override
    public Verdict authenticate(Request request) {
        Optional<String> token = findToken(request);
        if (token.isEmpty()) {
            return new Verdict.Unknown();
        }
        return switch (verify(token.get(), apiAudiences)) {
            case TokenVerifier.Verdict.Accepted accepted -> new Verdict.Recognised(accepted.identity());
            case TokenVerifier.Verdict.Foreign _ -> new Verdict.Refused("invalid bearer token");
            case TokenVerifier.Verdict.Expired(String why) -> new Verdict.Expired("invalid bearer token, " + why);
            case TokenVerifier.Verdict.Refused(String why) -> new Verdict.Refused("invalid bearer token, " + why);
        };
    }

    /// The first that accepts the token, or did; else why those that know its kind do not.
    TokenVerifier.Verdict verify(String token, List<String> audiences) {
        var reasons = new ArrayList<String>();
        for (TokenVerifier verifier : verifiers) {
            switch (verifier.verify(token, audiences)) {
                case TokenVerifier.Verdict.Accepted accepted -> {
                    return accepted;
                }
                case TokenVerifier.Verdict.Expired expired -> {
                    return expired;
                }
                case TokenVerifier.Verdict.Foreign _ -> {}
                case TokenVerifier.Verdict.Refused(String why) -> reasons.add(why);
            }
        }
        return reasons.isEmpty()
                ? new TokenVerifier.Verdict.Foreign()
                : new TokenVerifier.Verdict.Refused(String.join(", ", reasons));
    }

    List<String> apiAudiences() {
        return apiAudiences;
    }

    /// The token from the header. Browsers cannot set headers on a WebSocket: they name the token among
    /// the protocols that they offer.
    private static Optional<String> findToken(Request request) {
        String header = request.header("authorization").orElse("").strip();
        if (header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            String token = header.substring(SCHEME.length()).strip();
            return token.isEmpty() ? Optional.empty() : Optional.of(token);
        }
        return request.header("sec-websocket-protocol").flatMap(BearerTokens::findOffered);
    }

    private static Optional<String> findOffered(String protocols) {
        for (String protocol : protocols.split(",", -1)) {
            String offered = protocol.strip();
            if (offered.startsWith(WEBSOCKET_PROTOCOL)) {
                return Base64Text.find(offered.substring(WEBSOCKET_PROTOCOL.length()));
            }
        }
        return Optional.empty();
    }
}
