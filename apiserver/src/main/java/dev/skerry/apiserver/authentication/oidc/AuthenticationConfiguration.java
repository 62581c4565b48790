// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.foundation.json.Json;
import dev.skerry.security.token.ServiceAccountTokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The file in which Kubernetes' users write down whose tokens they trust.
public final class AuthenticationConfiguration {
    private static final String GROUP = "apiserver.config.k8s.io/";
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";

    private final ClaimExpression.Compiler compiler;

    private AuthenticationConfiguration(ClaimExpression.Compiler compiler) {
        this.compiler = compiler;
    }

    /// @param file as a tree
    /// @throws IllegalArgumentException that names the place and says what is wrong there
    public static List<IssuerSettings> read(Json file, ClaimExpression.Compiler compiler) {
        if (!file.at("apiVersion").text().startsWith(GROUP)
                || !file.at("kind").text().equals("AuthenticationConfiguration")) {
            throw new IllegalArgumentException(
                    "it must begin with apiVersion: " + GROUP + "v1 and kind: AuthenticationConfiguration");
        }
        if (!file.at("anonymous").isNull()) {
            throw new IllegalArgumentException(
                    "anonymous is not supported here: RBAC says what those without credentials may do");
        }
        var reader = new AuthenticationConfiguration(compiler);
        var issuers = new ArrayList<IssuerSettings>();
        var urls = new HashSet<String>();
        for (int i = 0; i < file.at("jwt").elements().size(); i++) {
            var issuer = reader.issuer(file.at("jwt").elements().get(i), "jwt[" + i + "]");
            if (!urls.add(issuer.url())) {
                throw new IllegalArgumentException("jwt[" + i + "].issuer.url: there is another with this URL");
            }
            issuers.add(issuer);
        }
        return List.copyOf(issuers);
    }

    private IssuerSettings issuer(Json jwt, String where) {
        Json issuer = jwt.at("issuer");
        String url = issuer.at("url").text();
        demand(url.startsWith("https://"), where + ".issuer.url must begin with https://");
        demand(!url.equals(ServiceAccountTokens.ISSUER), where + ".issuer.url is that of ServiceAccounts");
        var audiences =
                issuer.at("audiences").elements().stream().map(Json::text).toList();
        demand(!audiences.isEmpty(), where + ".issuer.audiences must name at least one");
        String policy = issuer.at("audienceMatchPolicy").text();
        demand(
                policy.equals("MatchAny") || (policy.isEmpty() && audiences.size() == 1),
                where + ".issuer.audienceMatchPolicy must be MatchAny if there are several audiences");
        String discovery = issuer.at("discoveryURL").text();
        demand(
                discovery.isEmpty() || discovery.startsWith("https://"),
                where + ".issuer.discoveryURL must begin with https://");
        Json mappings = jwt.at("claimMappings");
        return new IssuerSettings(
                url,
                discovery.isEmpty() ? url.replaceFirst("/$", "") + WELL_KNOWN : discovery,
                issuer.at("certificateAuthority").text(),
                audiences,
                IssuerSettings.ALGORITHMS,
                rules(jwt.at("claimValidationRules"), where + ".claimValidationRules", "claims"),
                username(mappings.at("username"), where + ".claimMappings.username"),
                mapping(mappings.at("groups"), where + ".claimMappings.groups"),
                mapping(mappings.at("uid"), where + ".claimMappings.uid"),
                extra(mappings.at("extra"), where + ".claimMappings.extra"),
                rules(jwt.at("userValidationRules"), where + ".userValidationRules", "user"));
    }

    private ClaimMapping username(Json mapping, String where) {
        demand(!mapping.isNull(), where + " must say where the name comes from");
        boolean hasPrefix =
                !mapping.at("prefix").isNull() || mapping.at("claim").text().isEmpty();
        demand(hasPrefix, where + ".prefix is required with claim; it may be empty");
        return mapping(mapping, where);
    }

    private ClaimMapping mapping(Json mapping, String where) {
        String claim = mapping.at("claim").text();
        String expression = mapping.at("expression").text();
        demand(claim.isEmpty() || expression.isEmpty(), where + ": either claim or expression, not both");
        if (!expression.isEmpty()) {
            return new ClaimMapping.Expressed(compiled(expression, "claims", where + ".expression"));
        }
        return claim.isEmpty()
                ? new ClaimMapping.Nothing()
                : new ClaimMapping.Claim(claim, mapping.at("prefix").text());
    }

    private Map<String, ClaimMapping> extra(Json list, String where) {
        var extra = new HashMap<String, ClaimMapping>();
        for (Json entry : list.elements()) {
            String key = entry.at("key").text();
            demand(key.indexOf('/') > 0, where + ": the key \"" + key + "\" must be of the form domain/path");
            demand(key.equals(key.toLowerCase(java.util.Locale.ROOT)), where + ": keys must be in lower case");
            demand(
                    !key.substring(0, key.indexOf('/')).matches("(.*\\.)?(k8s|kubernetes)\\.io"),
                    where + ": the domain of \"" + key + "\" is reserved");
            extra.put(
                    key,
                    new ClaimMapping.Expressed(
                            compiled(entry.at("valueExpression").text(), "claims", where + ".valueExpression")));
        }
        return extra;
    }

    private List<ClaimRule> rules(Json list, String where, String variable) {
        var rules = new ArrayList<ClaimRule>();
        for (Json rule : list.elements()) {
            String expression = rule.at("expression").text();
            if (expression.isEmpty()) {
                demand(!rule.at("claim").text().isEmpty(), where + ": a rule needs claim or expression");
                rules.add(new ClaimRule.Required(
                        rule.at("claim").text(), rule.at("requiredValue").text()));
            } else {
                String message = rule.at("message").textOr("the rule \"" + expression + "\" does not hold");
                rules.add(new ClaimRule.Expressed(compiled(expression, variable, where + ".expression"), message));
            }
        }
        return rules;
    }

    private ClaimExpression compiled(String text, String variable, String where) {
        try {
            return compiler.compile(text, variable);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(where + ": " + wrong.getMessage(), wrong);
        }
    }

    private static void demand(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /// What the flags of before this file mean.
    ///
    /// @param required claims that must have these values
    public static IssuerSettings classic(
            Classic flags, Map<String, String> required, String authority, Set<String> algorithms) {
        demand(flags.issuer.startsWith("https://"), "the issuer's URL must begin with https://");
        String prefix = switch (flags.usernamePrefix) {
            case "-" -> "";
            case "" -> flags.usernameClaim.equals("email") ? "" : flags.issuer + "#";
            default -> flags.usernamePrefix;
        };
        var rules = new ArrayList<ClaimRule>();
        required.forEach((claim, value) -> rules.add(new ClaimRule.Required(claim, value)));
        return new IssuerSettings(
                flags.issuer,
                flags.issuer.replaceFirst("/$", "") + WELL_KNOWN,
                authority,
                List.of(flags.client),
                algorithms.isEmpty() ? Set.of("RS256") : algorithms,
                rules,
                new ClaimMapping.Claim(flags.usernameClaim, prefix),
                flags.groupsClaim.isEmpty()
                        ? new ClaimMapping.Nothing()
                        : new ClaimMapping.Claim(flags.groupsClaim, flags.groupsPrefix),
                new ClaimMapping.Nothing(),
                Map.of(),
                List.of());
    }

    /// The texts of those flags.
    ///
    /// @param usernamePrefix `-` for none; empty for the issuer's URL and `#`, unless the claim is `email`
    public record Classic(
            String issuer,
            String client,
            String usernameClaim,
            String usernamePrefix,
            String groupsClaim,
            String groupsPrefix) {}
}
