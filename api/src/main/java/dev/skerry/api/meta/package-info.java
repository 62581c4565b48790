// SPDX-License-Identifier: Apache-2.0
/// The words Kubernetes has for naming things. Start with [GroupVersionKind] and [GroupVersionResource].
@NullMarked
package dev.skerry.api.meta;

import org.jspecify.annotations.NullMarked;
