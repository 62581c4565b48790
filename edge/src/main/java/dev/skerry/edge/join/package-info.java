// SPDX-License-Identifier: Apache-2.0
/// How a machine becomes a node, and stays one. Start with [JoinService].
@NullMarked
package dev.skerry.edge.join;

import org.jspecify.annotations.NullMarked;
