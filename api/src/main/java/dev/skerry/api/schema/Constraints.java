// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Set;

/// What holds for a value beyond its shape.
///
/// @param defaultValue what an absent value becomes; [JsonNull] for none
/// @param enumeration the only values allowed; empty for any
/// @param traits yes-or-no facts
/// @param keywords further rules in OpenAPI's own words (`format`, `pattern`, `minimum`, `maxLength`,
///     `allOf`, `x-kubernetes-validations` …), as the CustomResourceDefinition has them
public record Constraints(Json defaultValue, List<Json> enumeration, Set<Trait> traits, JsonObject keywords) {
    /// A yes-or-no fact about a value.
    public enum Trait {
        /// `null` is a value, not an absence.
        NULLABLE,
        /// The object is a Kubernetes object with its own apiVersion, kind and metadata.
        EMBEDDED_RESOURCE
    }

    public static final Constraints NONE = new Constraints(JsonNull.NULL, List.of(), Set.of(), JsonObject.EMPTY);

    public Constraints {
        enumeration = List.copyOf(enumeration);
        traits = Set.copyOf(traits);
    }

    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    public boolean hasDefault() {
        return !defaultValue.isNull();
    }
}
