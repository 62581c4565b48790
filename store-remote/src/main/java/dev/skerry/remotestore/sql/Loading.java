// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.engine.Feed;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Fills the tables from outside: entries with the revisions they had, no changes, and at the end the row that says
/// where the store stands. Each step is a transaction of its own over a connection of its own; nobody else is there.
final class Loading {
    /// Every engine takes so much at once.
    private static final int ENTRIES_MAX = 500;

    private static final long BYTES_MAX = 4 << 20;

    private final SqlEngine engine;
    private final Connections connections;
    private final Feed feed;

    Loading(SqlEngine engine, Connections connections, Feed feed) {
        this.engine = engine;
        this.connections = connections;
        this.feed = feed;
    }

    void load(List<Entry> entries) {
        var portion = new ArrayList<Entry>();
        long bytes = 0;
        for (Entry entry : entries) {
            if (portion.size() == ENTRIES_MAX || bytes + entry.value().length > BYTES_MAX) {
                enter(portion, List.of());
                portion.clear();
                bytes = 0;
            }
            portion.add(entry);
            bytes += entry.value().length;
        }
        enter(portion, List.of());
    }

    void unload(List<Key> keys) {
        for (int from = 0; from < keys.size(); from += ENTRIES_MAX) {
            enter(List.of(), keys.subList(from, Math.min(keys.size(), from + ENTRIES_MAX)));
        }
    }

    private void enter(List<Entry> kept, List<Key> erased) {
        if (!kept.isEmpty() || !erased.isEmpty()) {
            step(horizon -> new Entered(kept, erased, List.of(), horizon, horizon));
        }
    }

    void standAt(Revision revision) {
        step(horizon -> {
            if (horizon.revision().isAfter(revision)) {
                throw new IllegalArgumentException(
                        "at " + horizon.revision() + " already, not to stand at " + revision);
            }
            return new Entered(List.of(), List.of(), List.of(), horizon, new Horizon(revision, revision));
        });
        feed.skip(revision, "the store was filled from outside");
    }

    /// @param entering what is to be written, given how far the engine is
    private void step(Function<Horizon, Entered> entering) {
        Session session = connections.open();
        try {
            Locked locked = engine.lock(session.connection(), feed.published(), List.of());
            engine.commit(session.connection(), entering.apply(locked.news().horizon()));
        } catch (IllegalArgumentException refused) {
            session.rollBack();
            throw refused;
        } catch (SQLException failed) {
            session.rollBack();
            throw StoreUnavailableException.perhapsWritten(
                    engine.name() + " did not take what it was to be filled with: " + failed.getMessage(), failed);
        } finally {
            session.close();
        }
    }
}
