// SPDX-License-Identifier: Apache-2.0
/// The Kubernetes API on a store. Start with [ApiServer].
@NullMarked
package dev.skerry.apiserver;

import org.jspecify.annotations.NullMarked;
