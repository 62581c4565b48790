// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

/// A value whose parts nobody describes: it is kept as it came, merged as a whole, and never pruned.
public record AnySchema(Kind kind, Constraints constraints) implements Schema {
    /// Why the value is open; the kinds differ in protobuf only.
    public enum Kind {
        /// No protobuf form: a part of a custom resource that preserves unknown fields.
        PRESERVED,
        /// A whole object of another kind (`ControllerRevision.data`).
        RAW_EXTENSION,
        /// The field set of a managed-fields entry.
        FIELDS_V1,
        /// Any JSON (`default` and `enum` in a CustomResourceDefinition).
        JSON,
        /// A JSON schema or a boolean (`additionalProperties`).
        SCHEMA_OR_BOOLEAN,
        /// A JSON schema or a list of them (`items`).
        SCHEMA_OR_LIST,
        /// A JSON schema or a list of strings (`dependencies`).
        SCHEMA_OR_STRINGS
    }

    public static AnySchema of(Kind kind) {
        return new AnySchema(kind, Constraints.NONE);
    }
}
