// SPDX-License-Identifier: Apache-2.0
/// What Kubernetes objects are made of. Start with [Schemas] for the built-in kinds and [Schema] for the
/// tree that describes one.
/// Everything here is immutable or free of state and may be shared between threads.
@NullMarked
package dev.skerry.api.schema;

import org.jspecify.annotations.NullMarked;
