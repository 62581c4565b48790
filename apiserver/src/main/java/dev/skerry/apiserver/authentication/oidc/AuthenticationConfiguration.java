// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The file in which Kubernetes' users write down whose tokens they trust.
public final class AuthenticationConfiguration {
    private static final String GROUP = "apiserver.config.k8s.io/";
    private static final int ISSUERS_MAX = 64;

    private AuthenticationConfiguration() {}

    /// @param file as a tree
    /// @throws IllegalArgumentException that names every wrong place and says what is wrong there
    public static List<IssuerSettings> read(Json file) {
        if (!file.at("apiVersion").text().startsWith(GROUP)
                || !file.at("kind").text().equals("AuthenticationConfiguration")) {
            throw new IllegalArgumentException(
                    "it must begin with apiVersion: " + GROUP + "v1 and kind: AuthenticationConfiguration");
        }
        Optional<String> unknown = KnownFields.findUnknown(file);
        demand(unknown.isEmpty(), "strict decoding error: unknown field \"" + unknown.orElse("") + "\"");
        demand(
                file.at("anonymous").isNull(),
                "anonymous is not supported here: RBAC says what those without credentials may do");
        var faults = new ArrayList<FieldError>();
        List<IssuerSettings> issuers = issuers(file.at("jwt").elements(), faults);
        if (!faults.isEmpty()) {
            String all = faults.stream().map(FieldError::toString).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(faults.size() == 1 ? all : "[" + all + "]");
        }
        return issuers;
    }

    private static List<IssuerSettings> issuers(List<Json> all, List<FieldError> faults) {
        if (all.size() > ISSUERS_MAX) {
            faults.add(FieldError.tooMany("jwt", all.size(), ISSUERS_MAX));
            return List.of();
        }
        var reader = new IssuerReader(faults);
        var issuers = new ArrayList<IssuerSettings>();
        var urls = new HashSet<String>();
        var discoveries = new HashSet<String>();
        for (int i = 0; i < all.size(); i++) {
            String at = "jwt[" + i + "]";
            issuers.add(reader.read(all.get(i), at));
            Json url = all.get(i).at("issuer", "url");
            if (!urls.add(url.text())) {
                faults.add(FieldError.duplicate(at + ".issuer.url", url));
            }
            Json discovery = all.get(i).at("issuer", "discoveryURL");
            if (!discovery.text().isEmpty() && !discoveries.add(discovery.text())) {
                faults.add(FieldError.duplicate(at + ".issuer.discoveryURL", discovery));
            }
        }
        return List.copyOf(issuers);
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
                IssuerReader.discoveryUrl(flags.issuer),
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
