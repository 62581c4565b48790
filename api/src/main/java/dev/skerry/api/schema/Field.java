// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNumber;
import java.util.List;
import java.util.Set;

/// A named part of an [ObjectSchema].
///
/// @param name as in JSON
/// @param number the protobuf field number; 0 for what has no protobuf form (custom resources, `apiVersion`)
/// @param inlinePath the numbers of the protobuf messages within the object's message in which the field
///     stands, outermost first, where JSON has it flat (a Volume's source); empty for a field of the
///     object's own message
/// @param patchStrategies what a strategic merge patch does with the field; empty: maps are merged, the rest replaced
/// @param patchMergeKey the field that tells elements apart in a strategic merge of a list; empty for none
public record Field(
        String name,
        Schema schema,
        Set<Trait> traits,
        int number,
        List<Integer> inlinePath,
        Set<PatchStrategy> patchStrategies,
        String patchMergeKey) {

    /// What else is known of a field.
    public enum Trait {
        /// The object is wrong without it.
        REQUIRED,
        /// Absent and zero are different things: a zero is written to JSON and kept in protobuf.
        POINTER,
        /// The zero value is left out of JSON. Without it and without [#POINTER] the zero value is written.
        OMITS_EMPTY
    }

    /// The words of `patchStrategy`.
    public enum PatchStrategy {
        /// Elements are merged one by one, by [Field#patchMergeKey].
        MERGE,
        /// Keys that the patch does not name are dropped.
        RETAIN_KEYS,
        /// The value is replaced as a whole.
        REPLACE
    }

    public Field {
        traits = Set.copyOf(traits);
        inlinePath = List.copyOf(inlinePath);
        patchStrategies = Set.copyOf(patchStrategies);
    }

    /// A field that may be absent, as custom resources have them.
    public static Field optional(String name, Schema schema) {
        return new Field(name, schema, Set.of(Trait.POINTER, Trait.OMITS_EMPTY), 0, List.of(), Set.of(), "");
    }

    /// A field that must be there, as custom resources have them.
    public static Field required(String name, Schema schema) {
        return new Field(
                name, schema, Set.of(Trait.REQUIRED, Trait.POINTER, Trait.OMITS_EMPTY), 0, List.of(), Set.of(), "");
    }

    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /// Whether the schema has a default that is written where the field is absent. A zero that the field leaves
    /// out of JSON need not be.
    boolean hasWrittenDefault() {
        if (!schema.constraints().hasDefault()) {
            return false;
        }
        boolean isPlain = is(Trait.OMITS_EMPTY) && !is(Trait.POINTER);
        return !isPlain
                || switch (schema.constraints().defaultValue()) {
                    case JsonNumber number -> number.doubleValue() != 0;
                    case JsonBoolean(boolean flag) -> flag;
                    default -> true;
                };
    }

    /// Whether every object has the field, written or not: a part that is no pointer, and a list or map that is
    /// written even when it is empty. Whether a plain value was left out or set to zero cannot be told.
    boolean isAlwaysThere() {
        return !is(Trait.POINTER)
                && switch (schema) {
                    case ObjectSchema _ -> true;
                    case ListSchema _, MapSchema _ -> !is(Trait.OMITS_EMPTY);
                    case ScalarSchema _, AnySchema _ -> false;
                };
    }
}
