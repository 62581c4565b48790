// SPDX-License-Identifier: Apache-2.0
/// Brings a node from what it holds to what it must know, sending only the difference. Start with
/// [NodeConversation].
@NullMarked
package dev.skerry.edge.sync;

import org.jspecify.annotations.NullMarked;
