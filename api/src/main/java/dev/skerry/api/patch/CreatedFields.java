// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the creator of an object owns, as `FieldsV1` writes it, found in one walk over the object.
///
/// It is what [Comparison] with nothing finds, less the same fields; but a create has no older version to walk
/// beside it, no other owners to take fields from and nothing to unite, so that neither the differences nor a
/// [FieldSet] need be made. That was a fourth of all the memory that a create took.
///
/// @param outOfReach what cannot be set through the door the object came through, with all below it
/// @param unownable what belongs to no manager
record CreatedFields(FieldSet outOfReach, FieldSet unownable) {
    /// A step to a place in the object, and what is owned there.
    private record Step(String key, JsonObject fields) {
        static final Comparator<Step> ORDER = Comparator.comparing(Step::key);
    }

    /// Empty if the object has nothing that anybody can own.
    JsonObject of(Schema schema, JsonObject object) {
        JsonObject nothing = ZeroObject.under(schema, JsonObject.EMPTY);
        JsonObject whole = ZeroObject.under(schema, object);
        // The root itself is nobody's, and there is always an older one: nothing.
        return owned(schema, nothing, whole).orElse(JsonObject.EMPTY);
    }

    /// @param zero what stands here in every object; null for what does not
    /// @return empty if nothing here is owned
    private Optional<JsonObject> owned(Schema schema, @Nullable Json zero, Json value) {
        if (outOfReach.hasSelf() || value.equals(zero)) {
            return Optional.empty();
        }
        var below = new ArrayList<Step>();
        MergeShape shape = MergeShape.of(schema, zero, value);
        switch (shape) {
            case MergeShape.Whole _ -> {}
            case MergeShape.Entries _ -> entries(schema, zero, value.object(), below);
            case MergeShape.Elements elements -> elements(elements, below);
        }
        boolean isNew = zero == null || shape instanceof MergeShape.Whole;
        return fields(isNew && !unownable.hasSelf(), below);
    }

    private void entries(Schema schema, @Nullable Json zero, JsonObject fields, List<Step> below) {
        JsonObject always = zero == null ? JsonObject.EMPTY : zero.object();
        fields.forEach((name, value) -> {
            var element = new PathElement.Name(name);
            Json alwaysThere = always.has(name) ? always.valueOf(name) : null;
            within(element)
                    .owned(MergeShape.part(schema, element), alwaysThere, value)
                    .ifPresent(owned -> below.add(new Step(element.key(), owned)));
        });
    }

    /// Elements of one key stand and fall together.
    private void elements(MergeShape.Elements list, List<Step> below) {
        list.right().byKey().forEach((element, values) -> {
            CreatedFields inner = within(element);
            Optional<JsonObject> owned = values.size() == 1
                    ? inner.owned(list.schema().element(), null, values.getFirst())
                    : inner.fields(!inner.outOfReach.hasSelf() && !inner.unownable.hasSelf(), List.of());
            owned.ifPresent(fields -> below.add(new Step(element.key(), fields)));
        });
    }

    private CreatedFields within(PathElement element) {
        // So it is for nearly every place: only metadata and status have exceptions.
        boolean isWithoutExceptions = outOfReach.isEmpty() && unownable.isEmpty();
        return isWithoutExceptions ? this : new CreatedFields(outOfReach.below(element), unownable.below(element));
    }

    /// The node of a field set.
    private Optional<JsonObject> fields(boolean isOwned, List<Step> below) {
        if (below.isEmpty()) {
            return isOwned ? Optional.of(JsonObject.EMPTY) : Optional.empty();
        }
        below.sort(Step.ORDER);
        var node = JsonObject.builder();
        if (isOwned) {
            node.put(FieldSet.SELF, JsonObject.EMPTY);
        }
        below.forEach(step -> node.put(step.key(), step.fields()));
        return Optional.of(node.build());
    }
}
