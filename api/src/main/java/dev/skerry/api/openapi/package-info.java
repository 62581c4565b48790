// SPDX-License-Identifier: Apache-2.0
/// The API described in OpenAPI v3, a document for each group and version: what kubectl's `explain`,
/// `apply` and `create` read. Start with [OpenApiBuilder].
/// A builder belongs to one thread; documents may be shared.
@NullMarked
package dev.skerry.api.openapi;

import org.jspecify.annotations.NullMarked;
