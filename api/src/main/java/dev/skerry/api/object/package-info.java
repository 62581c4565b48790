// SPDX-License-Identifier: Apache-2.0
/// Kubernetes objects as trees with a view of their metadata. Start with [KubeObject].
@NullMarked
package dev.skerry.api.object;

import org.jspecify.annotations.NullMarked;
