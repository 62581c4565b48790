// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.language;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.skerry.apiserver.cel.shape.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The checker's types of shapes; object types are found by name once something has mentioned them.
///
/// `Object` and its parts (`Object.spec`) are what a mutation writes: any field may be set. `JSONPatch` is
/// one operation of a patch.
@SuppressWarnings("Immutable") // One check owns it; dev.cel asks for more than it needs.
final class Types implements CelTypeProvider {
    private static final String PATCH = "JSONPatch";
    private static final Map<String, CelType> PATCH_FIELDS = Map.of(
            "op", SimpleType.STRING, "path", SimpleType.STRING, "from", SimpleType.STRING, "value", SimpleType.DYN);

    private final Map<String, Shape.Fields> byName = new HashMap<>();
    private final Set<String> mutationFields;

    /// @param mutationFields the fields that parts of a mutation may have; empty where nothing is mutated
    Types(Set<String> mutationFields) {
        this.mutationFields = mutationFields;
    }

    CelType of(Shape shape) {
        return switch (shape) {
            case Shape.Fields fields -> {
                byName.putIfAbsent(fields.typeName(), fields);
                yield StructTypeReference.create(fields.typeName());
            }
            case Shape.Entries entries -> MapType.create(SimpleType.STRING, of(entries.value()));
            case Shape.Elements elements -> ListType.create(of(elements.element()));
            case Shape.Anything _ -> SimpleType.DYN;
            case Shape.Scalar scalar ->
                switch (scalar.kind()) {
                    case STRING -> SimpleType.STRING;
                    case BYTES -> SimpleType.BYTES;
                    case INTEGER -> SimpleType.INT;
                    case NUMBER -> SimpleType.DOUBLE;
                    case BOOLEAN -> SimpleType.BOOL;
                    case TIMESTAMP, DATE -> SimpleType.TIMESTAMP;
                    case DURATION -> SimpleType.DURATION;
                };
        };
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.of();
    }

    @Override
    public Optional<CelType> findType(String typeName) {
        Shape.Fields fields = byName.get(typeName);
        if (fields != null) {
            return Optional.of(StructType.create(
                    typeName,
                    ImmutableSet.copyOf(fields.fields().get().keySet()),
                    field -> fields.find(field).map(this::of)));
        }
        if (!mutationFields.isEmpty() && typeName.equals(PATCH)) {
            return Optional.of(StructType.create(
                    PATCH,
                    ImmutableSet.copyOf(PATCH_FIELDS.keySet()),
                    field -> Optional.ofNullable(PATCH_FIELDS.get(field))));
        }
        return !mutationFields.isEmpty() && (typeName.equals("Object") || typeName.startsWith("Object."))
                ? Optional.of(StructType.create(
                        typeName, ImmutableSet.copyOf(mutationFields), _ -> Optional.of(SimpleType.DYN)))
                : Optional.empty();
    }
}
