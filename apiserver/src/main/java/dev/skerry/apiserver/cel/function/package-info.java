// SPDX-License-Identifier: Apache-2.0
/// What the functions of expressions do: those of the language ([StandardFunctions]) and those that
/// Kubernetes adds. [Library] has them all.
///
/// Functions have no state, and may be used by many threads.
@NullMarked
package dev.skerry.apiserver.cel.function;

import org.jspecify.annotations.NullMarked;
