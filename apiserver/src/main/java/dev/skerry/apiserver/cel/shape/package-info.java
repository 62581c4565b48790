// SPDX-License-Identifier: Apache-2.0
/// What expressions know of the objects that they read: a [Shape] says which fields there are, of which
/// types, and how large a value can get. Custom resources have theirs from their definition
/// ([OpenApiShapes]), built-in kinds from their schema ([BuiltInShapes]); [ShapedValues] shows an object's
/// JSON as values of its shape, without copying it.
///
/// Everything here is immutable.
@NullMarked
package dev.skerry.apiserver.cel.shape;

import org.jspecify.annotations.NullMarked;
