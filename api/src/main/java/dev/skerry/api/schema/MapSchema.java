// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

/// An object whose field names are data: labels, a ConfigMap's entries.
public record MapSchema(Schema value, Merging merging, Constraints constraints) implements Schema {
    /// How server-side apply merges a map or an object.
    public enum Merging {
        /// Each entry has its own owners: what a map is when nothing is said.
        GRANULAR,
        /// The whole has one owner and is replaced as one.
        ATOMIC
    }

    public static MapSchema of(Schema value) {
        return new MapSchema(value, Merging.GRANULAR, Constraints.NONE);
    }
}
