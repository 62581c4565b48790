// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which fields differ between two versions of an object, as ownership counts them: a field of an object
/// that is new as a whole is added, and so is the object; a list or map taken whole is modified when
/// anything in it is.
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

    /// @param old empty for an object that is new
    static Comparison of(Schema schema, JsonObject old, JsonObject fresh) {
        var found = new Found(new FieldSet.Builder(), new FieldSet.Builder(), new FieldSet.Builder());
        var root = new Place(found, null, null);
        compare(schema, ZeroObject.under(schema, old), ZeroObject.under(schema, fresh), root);
        return new Comparison(found.added.build(), found.modified.build(), found.removed.build());
    }

    /// Without what nobody can own.
    Comparison minus(FieldSet ignored) {
        return new Comparison(added.minus(ignored), modified.minus(ignored), removed.minus(ignored));
    }

    /// Without these fields and all that is below them.
    Comparison minusWithin(FieldSet ignored) {
        return new Comparison(added.minusWithin(ignored), modified.minusWithin(ignored), removed.minusWithin(ignored));
    }

    /// What the writer of the new version set.
    FieldSet set() {
        return added.union(modified);
    }

    boolean isEmpty() {
        return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
    }

    private record Found(FieldSet.Builder added, FieldSet.Builder modified, FieldSet.Builder removed) {}

    /// A place in the object. Only where something is noted does it become a node of a set: most places
    /// are equal in both versions.
    private record Place(
            Found found, @Nullable Place parent, @Nullable PathElement element) {
        Place at(PathElement step) {
            return new Place(found, this, step);
        }

        void note(@Nullable Json old, @Nullable Json fresh) {
            FieldSet.Builder set = old == null ? found.added : fresh == null ? found.removed : found.modified;
            node(set).include();
        }

        private FieldSet.Builder node(FieldSet.Builder root) {
            return parent == null || element == null ? root : parent.node(root).at(element);
        }
    }

    private static void compare(Schema schema, @Nullable Json old, @Nullable Json fresh, Place place) {
        if (old != null && old.equals(fresh)) {
            return;
        }
        switch (MergeShape.of(schema, old, fresh)) {
            case MergeShape.Whole _ -> place.note(old, fresh);
            case MergeShape.Entries _ -> {
                entries(schema, old, fresh, place);
                noteIfNewOrGone(old, fresh, place);
            }
            case MergeShape.Elements elements -> {
                elements(elements, place);
                noteIfNewOrGone(old, fresh, place);
            }
        }
    }

    private static void noteIfNewOrGone(@Nullable Json old, @Nullable Json fresh, Place place) {
        if (old == null || fresh == null) {
            place.note(old, fresh);
        }
    }

    private static void entries(Schema schema, @Nullable Json old, @Nullable Json fresh, Place place) {
        JsonObject oldFields = old == null ? JsonObject.EMPTY : old.object();
        JsonObject freshFields = fresh == null ? JsonObject.EMPTY : fresh.object();
        oldFields.forEach(
                (name, value) -> field(schema, name, value, freshFields.fields().get(name), place));
        freshFields.forEach((name, value) -> {
            if (!oldFields.has(name)) {
                field(schema, name, null, value, place);
            }
        });
    }

    private static void field(Schema schema, String name, @Nullable Json old, @Nullable Json fresh, Place place) {
        var element = new PathElement.Name(name);
        compare(MergeShape.part(schema, element), old, fresh, place.at(element));
    }

    private static void elements(MergeShape.Elements lists, Place place) {
        Set<PathElement> keys = new LinkedHashSet<>(lists.left().byKey().keySet());
        keys.addAll(lists.right().byKey().keySet());
        for (PathElement key : keys) {
            Json old = lists.left().first(key);
            Json fresh = lists.right().first(key);
            if (!lists.left().isRepeated(key) && !lists.right().isRepeated(key)) {
                compare(lists.schema().element(), old, fresh, place.at(key));
            } else if (!java.util.Objects.equals(
                    lists.left().byKey().get(key), lists.right().byKey().get(key))) {
                place.at(key).note(old, fresh);
            }
        }
    }
}
