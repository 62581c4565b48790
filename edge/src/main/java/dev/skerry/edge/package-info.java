// SPDX-License-Identifier: Apache-2.0
/// The server's end of every edge node. Start with [EdgeServer].
@NullMarked
package dev.skerry.edge;

import org.jspecify.annotations.NullMarked;
