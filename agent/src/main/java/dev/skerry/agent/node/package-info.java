// SPDX-License-Identifier: Apache-2.0
/// The node as an object of the cluster: what it is, what it has, how it is. Start with [NodeReporter].
@NullMarked
package dev.skerry.agent.node;

import org.jspecify.annotations.NullMarked;
