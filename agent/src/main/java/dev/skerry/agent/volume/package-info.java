// SPDX-License-Identifier: Apache-2.0
/// The files that pods see: their volumes, on this node's disk. Start with [Volumes].
@NullMarked
package dev.skerry.agent.volume;

import org.jspecify.annotations.NullMarked;
