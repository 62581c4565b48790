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
        var found = new Places(new FieldSet.Builder(), new FieldSet.Builder(), new FieldSet.Builder());
        compare(schema, ZeroObject.under(schema, old), ZeroObject.under(schema, fresh), found);
        return new Comparison(found.added.build(), found.modified.build(), found.removed.build());
    }

    /// Without what nobody can own.
    Comparison minus(FieldSet ignored) {
        return new Comparison(added.minus(ignored), modified.minus(ignored), removed.minus(ignored));
    }

    /// What the writer of the new version set.
    FieldSet set() {
        return added.union(modified);
    }

    boolean isEmpty() {
        return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
    }

    /// The same place in the three sets under construction.
    private record Places(FieldSet.Builder added, FieldSet.Builder modified, FieldSet.Builder removed) {
        Places at(PathElement element) {
            return new Places(added.at(element), modified.at(element), removed.at(element));
        }

        void note(@Nullable Json old, @Nullable Json fresh) {
            if (old == null) {
                added.include();
            } else if (fresh == null) {
                removed.include();
            } else {
                modified.include();
            }
        }
    }

    private static void compare(Schema schema, @Nullable Json old, @Nullable Json fresh, Places places) {
        if (old != null && old.equals(fresh)) {
            return;
        }
        switch (MergeShape.of(schema, old, fresh)) {
            case MergeShape.Whole _ -> places.note(old, fresh);
            case MergeShape.Entries _ -> {
                entries(schema, old, fresh, places);
                noteIfNewOrGone(old, fresh, places);
            }
            case MergeShape.Elements elements -> {
                elements(elements, places);
                noteIfNewOrGone(old, fresh, places);
            }
        }
    }

    private static void noteIfNewOrGone(@Nullable Json old, @Nullable Json fresh, Places places) {
        if (old == null || fresh == null) {
            places.note(old, fresh);
        }
    }

    private static void entries(Schema schema, @Nullable Json old, @Nullable Json fresh, Places places) {
        JsonObject oldFields = old == null ? JsonObject.EMPTY : old.object();
        JsonObject freshFields = fresh == null ? JsonObject.EMPTY : fresh.object();
        Set<String> names = new LinkedHashSet<>(oldFields.names());
        names.addAll(freshFields.names());
        for (String name : names) {
            var element = new PathElement.Name(name);
            compare(
                    MergeShape.part(schema, element),
                    oldFields.fields().get(name),
                    freshFields.fields().get(name),
                    places.at(element));
        }
    }

    private static void elements(MergeShape.Elements lists, Places places) {
        Set<PathElement> keys = new LinkedHashSet<>(lists.left().byKey().keySet());
        keys.addAll(lists.right().byKey().keySet());
        for (PathElement key : keys) {
            Json old = lists.left().first(key);
            Json fresh = lists.right().first(key);
            if (!lists.left().isRepeated(key) && !lists.right().isRepeated(key)) {
                compare(lists.schema().element(), old, fresh, places.at(key));
            } else if (!java.util.Objects.equals(
                    lists.left().byKey().get(key), lists.right().byKey().get(key))) {
                places.at(key).note(old, fresh);
            }
        }
    }
}
