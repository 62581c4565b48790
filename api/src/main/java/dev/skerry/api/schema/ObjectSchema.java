// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An object with named fields.
///
/// The fields are found out when first asked for: a built-in type is read from its resource only when
/// somebody needs it, and a type may contain itself. Two threads that ask at once may both find out;
/// they find the same.
public final class ObjectSchema implements Schema {
    /// What happens to fields that the schema does not name.
    public enum Unknown {
        /// They are dropped, and reported to whoever asked for strictness.
        PRUNED,
        /// They are kept as they are.
        PRESERVED
    }

    private final String typeName;
    private final Supplier<List<Field>> source;
    private final MapSchema.Merging merging;
    private final Unknown unknown;
    private final Constraints constraints;

    private volatile @Nullable Known known;

    private ObjectSchema(Builder builder, Supplier<List<Field>> source) {
        this.typeName = builder.typeName;
        this.source = source;
        this.merging = builder.merging;
        this.unknown = builder.unknown;
        this.constraints = builder.constraints;
    }

    /// @param typeName OpenAPI's name of the type (`io.k8s.api.core.v1.Pod`); empty for one without a name
    public static Builder builder(String typeName) {
        return new Builder(typeName);
    }

    /// OpenAPI's name of the type, `io.k8s.api.core.v1.Pod`; empty for one without a name.
    public String typeName() {
        return typeName;
    }

    /// The fields as they were found out, and those of them that are looked for with every object: few of many.
    ///
    /// @param places where in the order of declaration a field stands
    /// @param required the places of the fields that must be there
    private record Known(
            Map<String, Field> byName,
            List<Field> all,
            List<Field> withDefault,
            List<Field> alwaysThere,
            Map<String, Integer> places,
            BitSet required) {
        static Known of(List<Field> declared) {
            var byName = new LinkedHashMap<String, Field>();
            declared.forEach(field -> byName.put(field.name(), field));
            List<Field> all = List.copyOf(byName.values());
            var places = new HashMap<String, Integer>();
            var required = new BitSet();
            for (Field field : all) {
                required.set(places.size(), field.is(Field.Trait.REQUIRED));
                places.put(field.name(), places.size());
            }
            return new Known(
                    byName,
                    all,
                    all.stream().filter(Field::hasWrittenDefault).toList(),
                    all.stream().filter(Field::isAlwaysThere).toList(),
                    places,
                    required);
        }

        /// Most fields of most objects are neither there nor asked for.
        List<Field> ofInterest(JsonObject object) {
            var chosen = (BitSet) required.clone();
            object.forEach((name, value) -> {
                Integer place = places.get(name);
                if (place != null && !value.isNull()) {
                    chosen.set(place);
                }
            });
            var fields = new ArrayList<Field>(chosen.cardinality());
            for (int place = chosen.nextSetBit(0); place >= 0; place = chosen.nextSetBit(place + 1)) {
                fields.add(all.get(place));
            }
            return fields;
        }
    }

    /// The fields in the order of their declaration.
    public List<Field> fields() {
        return known().all();
    }

    /// Those of the fields that have a default which is written where they are absent.
    List<Field> fieldsWithDefault() {
        return known().withDefault();
    }

    /// Those of the fields that every object has, written or not.
    public List<Field> fieldsAlwaysThere() {
        return known().alwaysThere();
    }

    /// Those of the fields that an object has or should have, in the order of their declaration: what a walk over
    /// an object of its schema wants to see.
    public List<Field> fieldsThereOrRequired(JsonObject object) {
        return known().ofInterest(object);
    }

    public Optional<Field> findField(String name) {
        return Optional.ofNullable(known().byName().get(name));
    }

    /// Whether values of this type say themselves what they are, by `apiVersion` and `kind`.
    public boolean isKind() {
        return known().byName().containsKey("apiVersion") && known().byName().containsKey("kind");
    }

    /// How server-side apply merges the object.
    public MapSchema.Merging merging() {
        return merging;
    }

    public Unknown unknown() {
        return unknown;
    }

    @Override
    public Constraints constraints() {
        return constraints;
    }

    private Known known() {
        Known found = known;
        if (found == null) {
            found = Known.of(source.get());
            known = found;
        }
        return found;
    }

    @Override
    public String toString() {
        return typeName.isEmpty() ? "object" + known().byName().keySet() : typeName;
    }

    /// Puts an object schema together.
    public static final class Builder {
        private final String typeName;
        private final Map<String, Field> fields = new LinkedHashMap<>();
        private MapSchema.Merging merging = MapSchema.Merging.GRANULAR;
        private Unknown unknown = Unknown.PRUNED;
        private Constraints constraints = Constraints.NONE;

        private Builder(String typeName) {
            this.typeName = typeName;
        }

        public Builder field(Field field) {
            fields.put(field.name(), field);
            return this;
        }

        public Builder merging(MapSchema.Merging merging) {
            this.merging = merging;
            return this;
        }

        public Builder unknown(Unknown unknown) {
            this.unknown = unknown;
            return this;
        }

        public Builder constraints(Constraints constraints) {
            this.constraints = constraints;
            return this;
        }

        public ObjectSchema build() {
            List<Field> known = List.copyOf(fields.values());
            return new ObjectSchema(this, () -> known);
        }

        /// A schema whose fields are asked for at first use.
        ObjectSchema build(Supplier<List<Field>> source) {
            return new ObjectSchema(this, source);
        }
    }
}
