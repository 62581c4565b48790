// SPDX-License-Identifier: Apache-2.0
/// Amounts of resources as Kubernetes writes them: `500m`, `64Mi`, `2e3`. Start with [Quantity].
@NullMarked
package dev.skerry.api.quantity;

import org.jspecify.annotations.NullMarked;
