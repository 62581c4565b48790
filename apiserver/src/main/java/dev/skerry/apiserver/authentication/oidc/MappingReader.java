// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.authentication.oidc.ClaimExpression.Compiled;
import dev.skerry.apiserver.authentication.oidc.ClaimExpression.Input;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what an issuer's claims mean, and notes what is wrong there.
final class MappingReader {
    private static final String EMAIL_UNVERIFIED = "claims.email_verified must be used in"
            + " claimMappings.username.expression or claimMappings.extra[*].valueExpression or"
            + " claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression";

    private final List<FieldError> faults;

    /// Claims that expressions name which may vouch for a mail address.
    private final Set<String> vouching = new HashSet<>();

    MappingReader(List<FieldError> faults) {
        this.faults = faults;
    }

    /// Read after the rules, since a mail address as a name needs somebody who looks whether it is verified.
    ClaimMapping username(Json mapping, String at, Map<String, ClaimExpression> extra) {
        if (mapping.at("claim").text().isEmpty()
                && mapping.at("expression").text().isEmpty()) {
            faults.add(FieldError.required(at, "claim or expression is required"));
        }
        ClaimMapping username = mapping(mapping, at);
        if (username instanceof ClaimMapping.Expressed(ClaimExpression expression)) {
            vouching.addAll(expression.claims());
            extra.values().forEach(one -> vouching.addAll(one.claims()));
            if (expression.claims().contains("email") && !vouching.contains("email_verified")) {
                faults.add(FieldError.invalid(at + ".expression", expression.text(), EMAIL_UNVERIFIED));
            }
        }
        return username;
    }

    ClaimMapping mapping(Json mapping, String at) {
        String claim = mapping.at("claim").text();
        String text = mapping.at("expression").text();
        Json prefix = mapping.at("prefix");
        if (!claim.isEmpty() && !text.isEmpty()) {
            faults.add(FieldError.invalid(at, "", "claim and expression can't both be set"));
        } else if (!text.isEmpty()) {
            if (!prefix.isNull()) {
                faults.add(FieldError.invalid(at + ".prefix", prefix, "may not be specified when expression is set"));
            }
            Optional<ClaimExpression> expression = compiled(text, Input.CLAIMS, false, at + ".expression");
            return expression.isPresent() ? new ClaimMapping.Expressed(expression.get()) : new ClaimMapping.Nothing();
        } else if (!claim.isEmpty()) {
            if (prefix.isNull()) {
                faults.add(FieldError.required(
                        at + ".prefix",
                        "prefix is required when claim is set. It can be set to an empty string to disable prefixing"));
            }
            return new ClaimMapping.Claim(claim, prefix.text());
        }
        return new ClaimMapping.Nothing();
    }

    /// A uid is unique as it is, and has no prefix.
    ClaimMapping uid(Json mapping, String at) {
        String claim = mapping.at("claim").text();
        boolean isClaim = !claim.isEmpty() && mapping.at("expression").text().isEmpty();
        return isClaim ? new ClaimMapping.Claim(claim, "") : mapping(mapping, at);
    }

    Map<String, ClaimExpression> extra(Json list, String at) {
        var extra = new LinkedHashMap<String, ClaimExpression>();
        var seen = new HashSet<String>();
        for (int i = 0; i < list.elements().size(); i++) {
            String where = at + "[" + i + "]";
            String key = list.elements().get(i).at("key").text();
            String text = list.elements().get(i).at("valueExpression").text();
            checkKey(key, where + ".key");
            if (!seen.add(key)) {
                faults.add(FieldError.duplicate(where + ".key", Json.of(key)));
            } else if (text.isEmpty()) {
                faults.add(FieldError.required(where + ".valueExpression", ""));
            } else {
                compiled(text, Input.CLAIMS, false, where + ".valueExpression")
                        .ifPresent(expression -> extra.put(key, expression));
            }
        }
        return extra;
    }

    private void checkKey(String key, String at) {
        int slash = key.indexOf('/');
        String domain = slash < 0 ? "" : key.substring(0, slash);
        if (key.isEmpty()) {
            faults.add(FieldError.required(at, ""));
        } else if (slash <= 0 || slash == key.length() - 1) {
            faults.add(FieldError.invalid(at, key, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
        }
        if (!key.equals(key.toLowerCase(Locale.ROOT))) {
            faults.add(FieldError.invalid(at, key, "must be lowercase"));
        }
        if (domain.matches("(.*\\.)?(k8s|kubernetes)\\.io")) {
            faults.add(FieldError.invalid(
                    at, key, "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use"));
        }
    }

    List<ClaimRule> claimRules(Json list, String at) {
        var rules = new ArrayList<ClaimRule>();
        var seen = new HashSet<String>();
        for (int i = 0; i < list.elements().size(); i++) {
            Json rule = list.elements().get(i);
            String where = at + "[" + i + "]";
            String claim = rule.at("claim").text();
            String text = rule.at("expression").text();
            if (!claim.isEmpty() && !text.isEmpty()) {
                faults.add(FieldError.invalid(where, claim, "claim and expression can't both be set"));
            } else if (claim.isEmpty() && text.isEmpty()) {
                faults.add(FieldError.required(where, "claim or expression is required"));
            } else if (!seen.add(claim + "\n" + text)) {
                faults.add(FieldError.duplicate(
                        where + (claim.isEmpty() ? ".expression" : ".claim"), Json.of(claim + text)));
            } else if (!claim.isEmpty()) {
                mayNotStand(rule.at("message"), where + ".message", "claim");
                rules.add(new ClaimRule.Required(claim, rule.at("requiredValue").text()));
            } else {
                mayNotStand(rule.at("requiredValue"), where + ".requiredValue", "expression");
                compiled(text, Input.CLAIMS, true, where + ".expression").ifPresent(expression -> {
                    vouching.addAll(expression.claims());
                    rules.add(new ClaimRule.Expressed(
                            expression, rule.at("message").text()));
                });
            }
        }
        return rules;
    }

    private void mayNotStand(Json value, String at, String beside) {
        if (!value.text().isEmpty()) {
            faults.add(FieldError.invalid(at, value, "may not be specified when " + beside + " is set"));
        }
    }

    List<ClaimRule> userRules(Json list, String at) {
        var rules = new ArrayList<ClaimRule>();
        var seen = new HashSet<String>();
        for (int i = 0; i < list.elements().size(); i++) {
            Json rule = list.elements().get(i);
            String where = at + "[" + i + "].expression";
            String text = rule.at("expression").text();
            if (text.isEmpty()) {
                faults.add(FieldError.required(where, ""));
            } else if (!seen.add(text)) {
                faults.add(FieldError.duplicate(where, Json.of(text)));
            } else {
                compiled(text, Input.USER, true, where)
                        .ifPresent(expression -> rules.add(new ClaimRule.Expressed(
                                expression, rule.at("message").text())));
            }
        }
        return rules;
    }

    private Optional<ClaimExpression> compiled(String text, Input input, boolean isRule, String at) {
        return switch (ClaimExpression.compile(text, input, isRule)) {
            case Compiled.Good(ClaimExpression expression) -> Optional.of(expression);
            case Compiled.Bad(String why) -> {
                faults.add(FieldError.invalid(at, text, why));
                yield Optional.empty();
            }
        };
    }
}
