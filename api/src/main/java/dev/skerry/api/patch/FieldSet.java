// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// A set of fields of an object, as a tree of path steps. Each node says whether the place itself is in
/// the set and holds the sets below it; a node that has neither does not exist. The place itself and the
/// fields below it are different members: owning a list element is not owning all its fields.
///
/// Written as JSON (`FieldsV1`), a node is an object with a field for each step below it, and `.` for the
/// place itself, which is left out where nothing is below: `{"f:data":{".":{},"f:a":{}}}`.
public final class FieldSet {
    public static final FieldSet EMPTY = new FieldSet(false, Map.of());
    private static final FieldSet LEAF = new FieldSet(true, Map.of());

    /// What stands for the place itself in `FieldsV1`.
    static final String SELF = ".";

    private final boolean hasSelf;
    private final Map<PathElement, FieldSet> below;

    private FieldSet(boolean hasSelf, Map<PathElement, FieldSet> below) {
        this.hasSelf = hasSelf;
        this.below = below;
    }

    static FieldSet of(boolean hasSelf, Map<PathElement, FieldSet> below) {
        if (below.isEmpty()) {
            return hasSelf ? LEAF : EMPTY;
        }
        return new FieldSet(hasSelf, Collections.unmodifiableMap(below));
    }

    /// The set of these fields, each a path of names with dots: `metadata.labels`.
    public static FieldSet ofNames(String... paths) {
        var set = new Builder();
        for (String path : paths) {
            Builder here = set;
            for (String name : path.split("\\.", -1)) {
                here = here.at(new PathElement.Name(name));
            }
            here.include();
        }
        return set.build();
    }

    /// The set that a `FieldsV1` writes. Steps that are none are left out.
    public static FieldSet read(Json json) {
        // What is in the set at the root is the object itself, which nobody can own.
        FieldSet root = node(json);
        return of(false, root.below);
    }

    private static FieldSet node(Json json) {
        var below = new HashMap<PathElement, FieldSet>();
        JsonObject fields = json.object();
        fields.forEach((key, value) -> {
            FieldSet node = key.equals(SELF) ? EMPTY : node(value);
            if (!node.isEmpty()) {
                PathElement.findByKey(key).ifPresent(element -> below.put(element, node));
            }
        });
        return of(fields.isEmpty() || fields.has(SELF), below);
    }

    public JsonObject toJson() {
        if (below.isEmpty()) {
            return JsonObject.EMPTY;
        }
        var json = JsonObject.builder();
        if (hasSelf) {
            json.put(SELF, JsonObject.EMPTY);
        }
        inOrder().forEach(step -> json.put(step.key(), step.below().toJson()));
        return json.build();
    }

    public boolean isEmpty() {
        return !hasSelf && below.isEmpty();
    }

    /// Whether the place itself, at the root of this set, is a member.
    boolean hasSelf() {
        return hasSelf;
    }

    /// The members below a step; empty if there are none.
    FieldSet below(PathElement element) {
        return below.getOrDefault(element, EMPTY);
    }

    public FieldSet union(FieldSet other) {
        if (isEmpty()) {
            return other;
        }
        if (other.isEmpty()) {
            return this;
        }
        var all = new HashMap<>(below);
        other.below.forEach((element, set) -> all.merge(element, set, FieldSet::union));
        return of(hasSelf || other.hasSelf, all);
    }

    /// The members of this set that the other has not.
    public FieldSet minus(FieldSet other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        return combined(hasSelf && !other.hasSelf, other, FieldSet::minus);
    }

    /// The members of this set that neither are in the other nor lie below one of its members.
    public FieldSet minusWithin(FieldSet other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        return other.hasSelf ? EMPTY : combined(hasSelf, other, FieldSet::minusWithin);
    }

    public FieldSet intersection(FieldSet other) {
        return combined(hasSelf && other.hasSelf, other, FieldSet::intersection);
    }

    private FieldSet combined(boolean self, FieldSet other, BinaryOperator<FieldSet> operation) {
        if (below.isEmpty()) {
            return self ? LEAF : EMPTY;
        }
        var rest = new HashMap<PathElement, FieldSet>();
        below.forEach((element, set) -> {
            FieldSet combined = operation.apply(set, other.below(element));
            if (!combined.isEmpty()) {
                rest.put(element, combined);
            }
        });
        return of(self, rest);
    }

    public boolean containsAll(FieldSet other) {
        return other.minus(this).isEmpty();
    }

    /// This set with every field that a schema names, and that has members below it, as a member too.
    /// Whoever owns all that is in such a field may take the field itself away.
    FieldSet withNamedParents(Schema schema) {
        if (below.isEmpty()) {
            return this;
        }
        var sets = new HashMap<PathElement, FieldSet>();
        below.forEach((element, set) -> {
            FieldSet inner = set.withNamedParents(MergeShape.part(schema, element));
            boolean isNamed = schema instanceof ObjectSchema object
                    && element instanceof PathElement.Name(String name)
                    && object.findField(name).isPresent();
            sets.put(element, of(inner.hasSelf || isNamed, inner.below));
        });
        return of(hasSelf, sets);
    }

    /// A step by what it is called, and the members below it.
    private record Step(String key, FieldSet below) {}

    private List<Step> inOrder() {
        var steps = new ArrayList<Step>(below.size());
        below.forEach((element, set) -> steps.add(new Step(element.key(), set)));
        steps.sort(Comparator.comparing(Step::key));
        return steps;
    }

    /// The paths of all members, in order, as messages write them: `.spec.containers[name="c"].image`.
    public List<String> paths() {
        var paths = new ArrayList<String>();
        collect("", paths);
        return paths;
    }

    private void collect(String path, List<String> paths) {
        if (hasSelf) {
            paths.add(path);
        }
        below.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().key()))
                .forEach(entry -> entry.getValue().collect(path + entry.getKey().text(), paths));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet set && hasSelf == set.hasSelf && below.equals(set.below);
    }

    @Override
    public int hashCode() {
        return below.hashCode() * 2 + (hasSelf ? 1 : 0);
    }

    @Override
    public String toString() {
        return paths().toString();
    }

    /// Collects the members of a set, node by node. Nodes that end up without members vanish.
    static final class Builder {
        private boolean hasSelf;
        private Map<PathElement, Builder> below = Map.of();

        /// The node below a step.
        Builder at(PathElement element) {
            if (below.isEmpty()) {
                // Most nodes are leaves.
                below = new HashMap<>();
            }
            return below.computeIfAbsent(element, _ -> new Builder());
        }

        /// Makes this place a member.
        void include() {
            hasSelf = true;
        }

        FieldSet build() {
            if (below.isEmpty()) {
                return hasSelf ? LEAF : EMPTY;
            }
            var sets = HashMap.<PathElement, FieldSet>newHashMap(below.size());
            below.forEach((element, builder) -> {
                FieldSet set = builder.build();
                if (!set.isEmpty()) {
                    sets.put(element, set);
                }
            });
            return of(hasSelf, sets);
        }
    }
}
