// SPDX-License-Identifier: Apache-2.0
/// Clears away pods that nobody will ever end: those of nodes that do not exist any more, and the oldest
/// of very many that have ended. Start with [PodCollector].
@NullMarked
package dev.skerry.controllers.podgc;

import org.jspecify.annotations.NullMarked;
