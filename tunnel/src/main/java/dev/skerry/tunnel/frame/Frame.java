// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

import java.util.List;

/// One thing that one end of the connection says to the other.
///
/// The node opens with [Hello]; the server answers [Welcome] or [Refused]. Where the digests differ the
/// server asks for the node's [Manifest], then sends what changed in [Deliver] frames, and [Synced] once the
/// node holds everything. Each of these is acknowledged after it is on the node's disk. Independently,
/// messages go up in [Upstream] frames and are acknowledged when they are applied, and byte streams (logs,
/// exec, API requests) are opened by either end.
public sealed interface Frame {
    /// The version of the protocol that this code speaks.
    int PROTOCOL = 1;

    /// The node's first words.
    ///
    /// @param incarnation of the node's outbox: sequence numbers of another incarnation say nothing
    /// @param cluster whose objects the node holds; empty before its first connection
    /// @param cursor the server's revision that the node's objects are from
    /// @param digests of what the node holds, see [Digests#sums]
    record Hello(int protocol, String software, long incarnation, String cluster, long cursor, List<Long> digests)
            implements Frame {
        public Hello {
            digests = List.copyOf(digests);
        }
    }

    /// @param cluster identity of the cluster, which outlives the server's process
    record Welcome(int protocol, String software, String cluster) implements Frame {}

    /// The server will not talk to this node, or not now; the connection ends.
    ///
    /// @param reason a CamelCase word that can be counted
    record Refused(String reason, String message) implements Frame {}

    /// Asks what exactly the node holds in some buckets.
    ///
    /// @param buckets one bit for each
    record ManifestRequest(int buckets) implements Frame {}

    /// @param isLast whether this is the end of the answer
    record Manifest(List<Held> held, boolean isLast) implements Frame {
        public Manifest {
            held = List.copyOf(held);
        }
    }

    /// Changes, to be stored in one commit.
    ///
    /// @param sequence 1 for the first of a connection, then rising by one
    /// @param cursor the server's revision that they are from
    record Deliver(long sequence, long cursor, List<Delta> deltas) implements Frame {
        public Deliver {
            deltas = List.copyOf(deltas);
        }
    }

    /// With everything before it the node holds all it must know: what it does not hold it may forget.
    /// Numbered with the deliveries.
    record Synced(long sequence, long cursor) implements Frame {}

    /// Everything up to this sequence is on the node's disk, or was rejected.
    record Acknowledge(long sequence) implements Frame {}

    /// One object of a delivery cannot be kept. The rest of it is not affected.
    record Reject(String key, String uid, long version, String reason) implements Frame {}

    record Upstream(List<Message> messages) implements Frame {
        public Upstream {
            messages = List.copyOf(messages);
        }
    }

    /// Every message of this class up to this sequence is applied, or will never be.
    record UpstreamAck(MessageClass urgency, long sequence) implements Frame {}

    record Ping(long number) implements Frame {}

    record Pong(long number) implements Frame {}

    /// Opens a byte stream. Streams that the node opens have odd numbers, those of the server even ones.
    @SuppressWarnings("ArrayRecordComponent")
    record StreamOpen(int stream, byte[] request) implements Frame {}

    @SuppressWarnings("ArrayRecordComponent")
    record StreamData(int stream, byte[] data) implements Frame {}

    /// The other end may send this many bytes more.
    record StreamWindow(int stream, int bytes) implements Frame {}

    /// This end sends no more; it still reads.
    record StreamClose(int stream) implements Frame {}

    /// The stream is over in both directions.
    record StreamReset(int stream, String reason) implements Frame {}
}
