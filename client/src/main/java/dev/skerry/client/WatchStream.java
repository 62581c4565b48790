// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client;

import dev.skerry.api.object.KubeObject;
import java.time.Duration;
import java.util.Optional;

/// An open watch. One thread reads; [#close] may come from any.
public interface WatchStream extends AutoCloseable {
    /// What a watch says.
    sealed interface Event {
        /// The object is new, or new to the selector.
        record Added(KubeObject object) implements Event {}

        record Modified(KubeObject object) implements Event {}

        /// The object is gone or left the selector; with its last state and the resourceVersion of that.
        record Deleted(KubeObject object) implements Event {}

        /// Nothing but a resourceVersion to go on from.
        record Bookmark(String resourceVersion) implements Event {}

        /// The server ends the watch with a Status. Code 410: list again.
        record Failed(int code, String message) implements Event {}

        /// The connection ended; watch again from the last resourceVersion.
        record Ended() implements Event {}
    }

    /// The next event, or empty if none comes within the time. Zero only looks: a simulator calls it so.
    Optional<Event> next(Duration timeout) throws InterruptedException;

    @Override
    void close();
}
