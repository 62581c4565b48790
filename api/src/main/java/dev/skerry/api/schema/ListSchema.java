// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import java.util.List;

/// A list and how server-side apply merges it.
///
/// @param keys the fields that tell elements apart, for [Type#MAP] only
/// @param form how protobuf carries the list
public record ListSchema(Schema element, Type type, List<String> keys, Form form, Constraints constraints)
        implements Schema {
    /// Who owns what in the list.
    public enum Type {
        /// The list has one owner and is replaced as a whole: what a list is when nothing is said.
        ATOMIC,
        /// Each scalar element has its own owners.
        SET,
        /// Elements are objects told apart by their keys.
        MAP
    }

    /// How the list stands in protobuf.
    public enum Form {
        /// A repeated field.
        REPEATED,
        /// A message of its own whose field 1 repeats the elements.
        MESSAGE
    }

    public ListSchema {
        keys = List.copyOf(keys);
        if (type == Type.MAP && keys.isEmpty()) {
            throw new IllegalArgumentException("a list of type map without keys");
        }
    }

    public static ListSchema atomic(Schema element) {
        return new ListSchema(element, Type.ATOMIC, List.of(), Form.REPEATED, Constraints.NONE);
    }

    public static ListSchema set(Schema element) {
        return new ListSchema(element, Type.SET, List.of(), Form.REPEATED, Constraints.NONE);
    }

    public static ListSchema map(Schema element, List<String> keys) {
        return new ListSchema(element, Type.MAP, keys, Form.REPEATED, Constraints.NONE);
    }

    public ListSchema with(Constraints constraints) {
        return new ListSchema(element, type, keys, form, constraints);
    }
}
