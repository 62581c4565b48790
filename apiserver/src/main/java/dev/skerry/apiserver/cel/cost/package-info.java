// SPDX-License-Identifier: Apache-2.0
/// What an expression can cost at most, told from its text and the shapes of its variables: a definition
/// whose rules could take minutes is refused when it is written, not when it is used. [ForetoldCost] counts
/// as Kubernetes does, since what is allowed there must be allowed here.
@NullMarked
package dev.skerry.apiserver.cel.cost;

import org.jspecify.annotations.NullMarked;
