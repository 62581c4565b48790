// SPDX-License-Identifier: Apache-2.0
/// Byte streams over the connections of nodes: to their agents for logs and exec, and from their agents for
/// calls to the API. Start with [NodeStreams].
@NullMarked
package dev.skerry.edge.proxy;

import org.jspecify.annotations.NullMarked;
