// SPDX-License-Identifier: Apache-2.0
/// The node's share of the cluster, in its own database: what it runs by when nobody is there. Start with
/// [ObjectCache].
@NullMarked
package dev.skerry.agent.cache;

import org.jspecify.annotations.NullMarked;
