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
    private static final Optional<JsonObject> SELF_ALONE = Optional.of(JsonObject.EMPTY);

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
        return switch (MergeShape.of(schema, zero, value)) {
            case MergeShape.Whole _ -> owned(!unownable.hasSelf(), List.of());
            case MergeShape.Entries _ ->
                owned(zero == null && !unownable.hasSelf(), entries(schema, zero, value.object()));
            case MergeShape.Elements elements -> owned(zero == null && !unownable.hasSelf(), elements(elements));
        };
    }

    private List<Step> entries(Schema schema, @Nullable Json zero, JsonObject fields) {
        var below = new ArrayList<Step>(fields.size());
        JsonObject always = zero == null ? JsonObject.EMPTY : zero.object();
        fields.forEach((name, value) -> {
            var element = new PathElement.Name(name);
            Json alwaysThere = always.has(name) ? always.valueOf(name) : null;
            within(element)
                    .owned(MergeShape.part(schema, element), alwaysThere, value)
                    .ifPresent(owned -> below.add(new Step(element.key(), owned)));
        });
        below.sort(Step.ORDER);
        return below;
    }

    /// Elements of one key stand and fall together.
    private List<Step> elements(MergeShape.Elements list) {
        var below = new ArrayList<Step>();
        list.right().byKey().forEach((element, values) -> {
            CreatedFields inner = within(element);
            Optional<JsonObject> owned = values.size() == 1
                    ? inner.owned(list.schema().element(), null, values.getFirst())
                    : owned(!inner.outOfReach.hasSelf() && !inner.unownable.hasSelf(), List.of());
            owned.ifPresent(fields -> below.add(new Step(element.key(), fields)));
        });
        below.sort(Step.ORDER);
        return below;
    }

    private CreatedFields within(PathElement element) {
        // So it is for nearly every place: only metadata and status have exceptions.
        boolean isWithoutExceptions = outOfReach.isEmpty() && unownable.isEmpty();
        return isWithoutExceptions ? this : new CreatedFields(outOfReach.below(element), unownable.below(element));
    }

    /// The node of a field set.
    ///
    /// @param below in order
    private static Optional<JsonObject> owned(boolean isSelfOwned, List<Step> below) {
        if (below.isEmpty()) {
            return isSelfOwned ? SELF_ALONE : Optional.empty();
        }
        var node = JsonObject.builder();
        if (isSelfOwned) {
            node.put(FieldSet.SELF, JsonObject.EMPTY);
        }
        below.forEach(step -> node.put(step.key(), step.fields()));
        return Optional.of(node.build());
    }
}
