// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.security.identity.Identity;
import dev.skerry.security.token.JoinToken;
import java.util.List;
import java.util.Map;

/// Accepts tokens that were fixed when the server started: an administrator's, given by a flag.
public final class StaticTokenVerifier implements TokenVerifier {
    private final Map<String, Identity> identities;

    /// @param identities by token
    public StaticTokenVerifier(Map<String, Identity> identities) {
        this.identities = Map.copyOf(identities);
    }

    /// Compares with every token, each in constant time, so that answers do not tell how close a guess was.
    @Override
    public Verdict verify(String token, List<String> audiences) {
        Verdict verdict = new Verdict.Foreign();
        for (var entry : identities.entrySet()) {
            if (JoinToken.isEqual(entry.getKey(), token)) {
                verdict = new Verdict.Accepted(entry.getValue(), audiences);
            }
        }
        return verdict;
    }
}
