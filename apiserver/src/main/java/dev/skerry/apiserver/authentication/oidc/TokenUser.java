// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.apiserver.authentication.oidc.ClaimExpression.Result;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import dev.skerry.security.identity.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who the holder of a token is, by the mappings of its issuer.
///
/// Throws [UnusableClaimException] if the token says something that cannot be meant. Its words are those that
/// users of Kubernetes look for.
record TokenUser(IssuerSettings settings, JsonObject claims) {
    private static final String CREDENTIAL = "authentication.kubernetes.io/credential-id";

    /// The user, if all rules hold.
    Identity identity() {
        var user = new Identity(name(), uid(), groups(), extra());
        for (ClaimRule rule : settings.rules()) {
            demand(rule, claims, "error evaluating claim validation expression: ");
        }
        for (ClaimRule rule : settings.userRules()) {
            demand(rule, whole(user), "error evaluating user info validation rule: ");
        }
        return user;
    }

    private static void demand(ClaimRule rule, JsonObject about, String words) {
        Optional<String> fault = rule.findFault(about);
        if (fault.isPresent()) {
            throw new UnusableClaimException(rule instanceof ClaimRule.Expressed ? words + fault.get() : fault.get());
        }
    }

    /// The user with all fields, since rules expect them to be there.
    private static JsonObject whole(Identity user) {
        return JsonObject.of(
                "username", user.name(), "uid", user.uid(), "groups", user.groups(), "extra", Json.of(user.extra()));
    }

    private String name() {
        String name = switch (settings.username()) {
            case ClaimMapping.Claim(String claim, String prefix) -> {
                if (claim.equals("email")) {
                    demandVerifiedMail();
                }
                String text = text(claim, "username claims");
                yield text.isEmpty() ? "" : prefix + text;
            }
            case ClaimMapping.Expressed(ClaimExpression expression) -> text(expression, "username");
            case ClaimMapping.Nothing _ -> "";
        };
        if (name.isEmpty()) {
            boolean isExpressed = settings.username() instanceof ClaimMapping.Expressed;
            throw new UnusableClaimException(
                    isExpressed
                            ? "empty username via CEL expression is not allowed"
                            : "the token says no name for its user");
        }
        return name;
    }

    /// An issuer that lets people enter any mail address must not let them become somebody else by it.
    private void demandVerifiedMail() {
        Json verified = claims.valueOf("email_verified");
        if (claims.has("email_verified") && !verified.booleanOr(false)) {
            throw new UnusableClaimException("email not verified");
        }
    }

    private String uid() {
        return switch (settings.uid()) {
            case ClaimMapping.Claim(String claim, String prefix) -> prefix + text(claim, "uid claim");
            case ClaimMapping.Expressed(ClaimExpression expression) -> text(expression, "uid");
            case ClaimMapping.Nothing _ -> "";
        };
    }

    private List<String> groups() {
        return switch (settings.groups()) {
            case ClaimMapping.Claim(String claim, String prefix) -> {
                Json value = claims.valueOf(claim);
                List<Json> values = value instanceof JsonArray(List<Json> elements)
                        ? elements
                        : value.isNull() ? List.of() : List.of(value);
                var groups = new ArrayList<String>();
                for (Json one : values) {
                    if (!(one instanceof JsonString(String text))) {
                        throw new UnusableClaimException(
                                "parse groups claim \"" + claim + "\": it is neither text nor a list of texts");
                    }
                    groups.add(prefix + text);
                }
                yield groups;
            }
            case ClaimMapping.Expressed(ClaimExpression expression) ->
                texts(expression, "error evaluating group claim expression: ", "");
            case ClaimMapping.Nothing _ -> List.of();
        };
    }

    private Map<String, List<String>> extra() {
        var extra = new HashMap<String, List<String>>();
        settings.extra().forEach((name, expression) -> {
            String place = expression.text() + ": ";
            List<String> values = texts(expression, "error evaluating extra claim expression: ", place);
            if (!values.isEmpty()) {
                extra.put(name, values);
            }
        });
        if (claims.valueOf("jti") instanceof JsonString(String id) && !id.isEmpty()) {
            extra.put(CREDENTIAL, List.of("JTI=" + id));
        }
        return extra;
    }

    private String text(String claim, String part) {
        if (!claims.has(claim)) {
            throw new UnusableClaimException("parse " + part + " \"" + claim + "\": claim not present");
        }
        if (!(claims.valueOf(claim) instanceof JsonString(String text))) {
            throw new UnusableClaimException("parse " + part + " \"" + claim + "\": it is no text");
        }
        return text;
    }

    private String text(ClaimExpression expression, String part) {
        String words = "error evaluating " + part + " claim expression: ";
        if (value(expression, words) instanceof JsonString(String text)) {
            return text;
        }
        throw new UnusableClaimException(words + part + " claim expression must return a string");
    }

    /// A text or a list of texts; what is empty counts as not being there.
    private List<String> texts(ClaimExpression expression, String words, String place) {
        Json value = value(expression, words);
        List<Json> values = value instanceof JsonArray(List<Json> elements)
                ? elements
                : value.isNull() ? List.of() : List.of(value);
        var texts = new ArrayList<String>();
        for (Json one : values) {
            if (!(one instanceof JsonString(String text))) {
                throw new UnusableClaimException(
                        words + place + "expression must return a string or a list of strings");
            }
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }

    private Json value(ClaimExpression expression, String words) {
        return switch (expression.evaluate(claims)) {
            case Result.Value(Json value) -> value;
            case Result.Failed(String why) -> throw new UnusableClaimException(words + why);
        };
    }
}
