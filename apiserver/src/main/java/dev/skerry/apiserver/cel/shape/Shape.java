// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.shape;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The type of a value, with what is known of its size.
public sealed interface Shape {
    /// An object with named fields. The fields are asked for late: a type may contain itself.
    ///
    /// @param typeName a name that no other object shape of an expression has
    /// @param fields by the names that expressions use, see [FieldNames]
    /// @param bytesMin of the smallest such object in JSON
    record Fields(String typeName, Supplier<Map<String, Shape>> fields, long bytesMin) implements Shape {
        public Optional<Shape> find(String field) {
            return Optional.ofNullable(fields.get().get(field));
        }

        @Override
        public String toString() {
            return typeName;
        }
    }

    /// An object whose names are data.
    record Entries(Shape value, long sizeMax) implements Shape {}

    /// @param keys what tells elements apart, for keyed lists
    record Elements(Shape element, long sizeMax, Order order, List<String> keys) implements Shape {
        public Elements {
            keys = List.copyOf(keys);
        }
    }

    /// A value without parts.
    ///
    /// @param sizeMax in code points or bytes; 0 where the size is always the same
    record Scalar(Kind kind, long sizeMax, long bytesMin) implements Shape {}

    /// Anything: what it is shows when an expression looks at it.
    ///
    /// @param isEither an integer or a text, nothing else
    record Anything(boolean isEither, long sizeMax) implements Shape {}

    /// What a value without parts is.
    enum Kind {
        STRING,
        BYTES,
        INTEGER,
        NUMBER,
        BOOLEAN,
        TIMESTAMP,
        DATE,
        DURATION
    }

    /// What the order of elements means.
    enum Order {
        COUNTS,
        SET,
        KEYED
    }

    Shape ANY = new Anything(false, 0);

    /// How large the value can get, in elements, entries, code points or bytes; 0 where it has no size.
    default long sizeMaximum() {
        return switch (this) {
            case Fields _ -> 0;
            case Entries entries -> entries.sizeMax;
            case Elements elements -> elements.sizeMax;
            case Scalar scalar -> scalar.sizeMax;
            case Anything anything -> anything.sizeMax;
        };
    }

    /// How many bytes of JSON the value takes at least.
    default long bytesMinimum() {
        return switch (this) {
            case Fields fields -> fields.bytesMin;
            case Entries _, Elements _ -> 2;
            case Scalar scalar -> scalar.bytesMin;
            case Anything _ -> 1;
        };
    }
}
