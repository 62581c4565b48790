// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.history.WatchRecord.Event;

/// Takes down what happens, as it happens. Many threads call it.
public interface Recorder {
    /// A client is about to ask; the answer is still unknown, and stays so if the client dies.
    void begun(Operation unanswered);

    /// The answer to what was begun.
    void ended(Operation answered);

    /// A watch is open, and has told nothing yet.
    void opened(WatchRecord watch);

    void told(WatchRecord watch, Event event);
}
