// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The fields that the file may have. A rule under a misspelled name would let everybody in, so nothing is
/// passed over.
final class KnownFields {
    private static final Set<String> CLAIM = Set.of("claim", "prefix", "expression");

    private static final Map<String, Set<String>> FIELDS = Map.of(
            "", Set.of("apiVersion", "kind", "jwt", "anonymous"),
            ".jwt", Set.of("issuer", "claimValidationRules", "claimMappings", "userValidationRules"),
            ".jwt.issuer", Set.of("url", "discoveryURL", "certificateAuthority", "audiences", "audienceMatchPolicy"),
            ".jwt.claimValidationRules", Set.of("claim", "requiredValue", "expression", "message"),
            ".jwt.claimMappings", Set.of("username", "groups", "uid", "extra"),
            ".jwt.claimMappings.username", CLAIM,
            ".jwt.claimMappings.groups", CLAIM,
            ".jwt.claimMappings.uid", Set.of("claim", "expression"),
            ".jwt.claimMappings.extra", Set.of("key", "valueExpression"),
            ".jwt.userValidationRules", Set.of("expression", "message"));

    private KnownFields() {}

    /// The place of a field that nobody knows.
    static Optional<String> findUnknown(Json file) {
        return findUnknown(file, "", "");
    }

    private static Optional<String> findUnknown(Json value, String kind, String at) {
        if (value instanceof JsonArray(List<Json> elements)) {
            for (int i = 0; i < elements.size(); i++) {
                Optional<String> found = findUnknown(elements.get(i), kind, at + "[" + i + "]");
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        if (value instanceof JsonObject object && FIELDS.containsKey(kind)) {
            for (String name : object.names()) {
                String place = at.isEmpty() ? name : at + "." + name;
                if (!FIELDS.get(kind).contains(name)) {
                    return Optional.of(place);
                }
                Optional<String> found = findUnknown(object.valueOf(name), kind + "." + name, place);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
