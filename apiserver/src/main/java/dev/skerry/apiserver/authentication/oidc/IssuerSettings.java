// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// One issuer of tokens, and what its tokens mean here.
///
/// @param url what tokens say in `iss`
/// @param discoveryUrl where its configuration is; usually below `url`
/// @param authority PEM of who vouches for its server; empty for those whom the system trusts
/// @param audiences a token must be meant for one of these
/// @param algorithms that it may sign with
/// @param rules what else must hold of a token's claims
/// @param extra further facts about the user, by their names
/// @param userRules what must hold of the user that comes out
public record IssuerSettings(
        String url,
        String discoveryUrl,
        String authority,
        List<String> audiences,
        Set<String> algorithms,
        List<ClaimRule> rules,
        ClaimMapping username,
        ClaimMapping groups,
        ClaimMapping uid,
        Map<String, ClaimExpression> extra,
        List<ClaimRule> userRules) {
    /// All that are safe: signatures with a key of their own for each direction.
    public static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512");

    public IssuerSettings {
        audiences = List.copyOf(audiences);
        algorithms = Set.copyOf(algorithms);
        rules = List.copyOf(rules);
        extra = Map.copyOf(extra);
        userRules = List.copyOf(userRules);
    }
}
