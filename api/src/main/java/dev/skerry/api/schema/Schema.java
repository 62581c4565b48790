// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

/// The shape of a value in a Kubernetes object: what it is made of, how it goes over the wire, and how
/// two versions of it are merged. Built-in kinds have theirs from [Schemas]; a CustomResourceDefinition
/// becomes the same tree, so that decoding, pruning, defaulting, validation and patching exist once.
///
/// A schema is immutable and may be shared between threads freely. It may be recursive (the schema of a
/// CustomResourceDefinition contains itself), so a walk follows the object in hand, never the schema alone.
public sealed interface Schema permits ObjectSchema, ListSchema, MapSchema, ScalarSchema, AnySchema {
    /// What holds for the value beyond its shape: default, enumeration, nullability, bounds.
    Constraints constraints();
}
