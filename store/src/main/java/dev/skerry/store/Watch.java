// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

import java.time.Duration;
import java.util.List;

/// Changes under a prefix, each exactly once and in the order of their revisions. One thread reads. As in a
/// replay of the past, a change may be left out that a later change of the same key has covered, if another
/// process made both: who follows the watch ends at the same state all the same.
///
/// Bounded: a reader that lets its queue fill up is cut off (policy: disconnect) and reads
/// [Next.Lost]; it starts again from a list.
public interface Watch extends AutoCloseable {
    /// What the reader gets.
    sealed interface Next {
        /// The next changes, at least one.
        record Changes(List<Change> changes) implements Next {
            public Changes {
                changes = List.copyOf(changes);
            }
        }

        /// Nothing happened within the time. Everything up to this revision has been delivered.
        record Quiet(Revision upTo) implements Next {}

        /// The watch is over: the reader was too slow, or the store closed.
        record Lost(String reason) implements Next {}
    }

    /// Waits at most this long for changes; zero only looks.
    Next next(Duration timeout) throws InterruptedException;

    @Override
    void close();
}
