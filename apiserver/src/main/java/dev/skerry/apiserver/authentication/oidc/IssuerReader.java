// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.PkiException;
import dev.skerry.security.token.ServiceAccountTokens;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads one issuer of a configuration, and notes what is wrong there.
final class IssuerReader {
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";

    private final List<FieldError> faults;

    IssuerReader(List<FieldError> faults) {
        this.faults = faults;
    }

    IssuerSettings read(Json jwt, String at) {
        Json issuer = jwt.at("issuer");
        String url = issuer.at("url").text();
        String discovery = issuer.at("discoveryURL").text();
        checkUrls(url, discovery, at + ".issuer");
        var mappings = jwt.at("claimMappings");
        String mappingsAt = at + ".claimMappings";
        var reader = new MappingReader(faults);
        List<String> audiences = audiences(issuer, at + ".issuer");
        String authority = authority(issuer.at("certificateAuthority"), at + ".issuer.certificateAuthority");
        List<ClaimRule> rules = reader.claimRules(jwt.at("claimValidationRules"), at + ".claimValidationRules");
        Map<String, ClaimExpression> extra = reader.extra(mappings.at("extra"), mappingsAt + ".extra");
        return new IssuerSettings(
                url,
                discovery.isEmpty() ? discoveryUrl(url) : discovery,
                authority,
                audiences,
                IssuerSettings.ALGORITHMS,
                rules,
                reader.username(mappings.at("username"), mappingsAt + ".username", extra),
                reader.mapping(mappings.at("groups"), mappingsAt + ".groups"),
                reader.uid(mappings.at("uid"), mappingsAt + ".uid"),
                extra,
                reader.userRules(jwt.at("userValidationRules"), at + ".userValidationRules"));
    }

    /// Where issuers have their configuration unless it is said otherwise.
    static String discoveryUrl(String url) {
        return url.replaceFirst("/$", "") + WELL_KNOWN;
    }

    private void checkUrls(String url, String discovery, String at) {
        if (url.isEmpty()) {
            faults.add(FieldError.required(at + ".url", ""));
        } else if (url.equals(ServiceAccountTokens.ISSUER)) {
            faults.add(FieldError.invalid(
                    at + ".url",
                    url,
                    "URL must not overlap with disallowed issuers: [" + ServiceAccountTokens.ISSUER + "]"));
        } else {
            checkUrl(url, at + ".url");
        }
        if (!discovery.isEmpty()) {
            if (url.replaceFirst("/+$", "").equals(discovery.replaceFirst("/+$", ""))) {
                faults.add(
                        FieldError.invalid(at + ".discoveryURL", discovery, "discoveryURL must be different from URL"));
            }
            checkUrl(discovery, at + ".discoveryURL");
        }
    }

    private void checkUrl(String text, String at) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException wrong) {
            faults.add(FieldError.invalid(at, text, String.valueOf(wrong.getMessage())));
            return;
        }
        if (!"https".equals(url.getScheme())) {
            faults.add(FieldError.invalid(at, text, "URL scheme must be https"));
        }
        if (url.getRawUserInfo() != null) {
            faults.add(FieldError.invalid(at, text, "URL must not contain a username or password"));
        }
        if (url.getRawQuery() != null) {
            faults.add(FieldError.invalid(at, text, "URL must not contain a query"));
        }
        if (url.getRawFragment() != null) {
            faults.add(FieldError.invalid(at, text, "URL must not contain a fragment"));
        }
    }

    private List<String> audiences(Json issuer, String at) {
        List<Json> all = issuer.at("audiences").elements();
        String policy = issuer.at("audienceMatchPolicy").text();
        if (all.isEmpty()) {
            faults.add(FieldError.required(at + ".audiences", "at least one " + at + ".audiences is required"));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            String where = at + ".audiences[" + i + "]";
            if (all.get(i).text().isEmpty()) {
                faults.add(FieldError.required(where, ""));
            } else if (!seen.add(all.get(i).text())) {
                faults.add(FieldError.duplicate(where, all.get(i)));
            }
        }
        if (!policy.equals("MatchAny") && (all.size() > 1 || !policy.isEmpty())) {
            faults.add(FieldError.invalid(
                    at + ".audienceMatchPolicy",
                    policy,
                    all.size() > 1
                            ? "audienceMatchPolicy must be MatchAny for multiple audiences"
                            : "audienceMatchPolicy must be empty or MatchAny for single audience"));
        }
        return all.stream().map(Json::text).toList();
    }

    private String authority(Json pem, String at) {
        if (!pem.text().isEmpty()) {
            try {
                if (Pem.readCertificates(pem.text()).isEmpty()) {
                    faults.add(FieldError.invalid(at, "<omitted>", "there is no certificate in it"));
                }
            } catch (PkiException wrong) {
                faults.add(FieldError.invalid(at, "<omitted>", String.valueOf(wrong.getMessage())));
            }
        }
        return pem.text();
    }
}
