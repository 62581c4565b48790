// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

/// Something a node has to tell.
///
/// @param sequence rises within the class for as long as the node keeps its outbox; numbers may be missing
///     where a later message replaced an earlier one
@SuppressWarnings("ArrayRecordComponent")
public record Message(MessageClass urgency, long sequence, byte[] payload) {}
