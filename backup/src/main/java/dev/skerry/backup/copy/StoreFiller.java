// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.copy;

import dev.skerry.backup.file.Piece;
import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.engine.LoadableStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts the pieces of a copy into a store, in batches: of each key what has the greatest revision stays.
///
/// The revision at which a key was made is known of an entry; of one that was made while the copy was read, it is
/// that of the first write that was told.
public final class StoreFiller {
    private static final int BATCH = 200;
    private static final long BATCH_BYTES = 1 << 20;

    private final LoadableStore target;

    /// What is not written yet, by key; empty for a key that goes.
    private final Map<Key, Optional<Entry>> waiting = new LinkedHashMap<>();

    private long bytes;

    public StoreFiller(LoadableStore target) {
        this.target = target;
    }

    public void take(Piece piece) {
        Optional<Entry> known = waiting.containsKey(piece.key())
                ? waiting.getOrDefault(piece.key(), Optional.empty())
                : target.find(piece.key());
        if (known.filter(entry -> isAsNew(entry, piece)).isPresent()) {
            return;
        }
        put(
                piece.key(),
                switch (piece) {
                    case Piece.Found(Entry entry) -> Optional.of(entry);
                    case Piece.Happened(Change change) ->
                        change.value()
                                .map(value -> new Entry(
                                        change.key(),
                                        value,
                                        known.map(Entry::created).orElse(change.revision()),
                                        change.revision()));
                });
    }

    /// Whether what is here is as new as the piece. Of the same write an entry knows more than a change does.
    private static boolean isAsNew(Entry here, Piece piece) {
        return here.modified().isAfter(piece.revision())
                || (here.modified().equals(piece.revision()) && piece instanceof Piece.Happened);
    }

    private void put(Key key, Optional<Entry> entry) {
        waiting.put(key, entry);
        bytes += entry.map(kept -> kept.value().length).orElse(0);
        if (waiting.size() >= BATCH || bytes >= BATCH_BYTES) {
            flush();
        }
    }

    /// Writes what waits.
    public void flush() {
        List<Entry> load = waiting.values().stream().flatMap(Optional::stream).toList();
        var unload = new ArrayList<Key>();
        waiting.forEach((key, entry) -> {
            if (entry.isEmpty()) {
                unload.add(key);
            }
        });
        if (!load.isEmpty()) {
            target.load(load);
        }
        if (!unload.isEmpty()) {
            target.unload(unload);
        }
        waiting.clear();
        bytes = 0;
    }

    /// Lets a filled store stand at a revision; one that stands beyond it already, at the next one.
    public static void stand(LoadableStore store, Revision revision) {
        try {
            store.standAt(revision);
        } catch (IllegalArgumentException _) {
            // No client may see time go back, whatever was asked for.
            store.standAt(new Revision(store.revision().value() + 1));
        }
    }

    /// Takes everything out of a store.
    public static void empty(LoadableStore store) {
        Page page;
        do {
            page = store.range("/", "/", BATCH);
            if (!page.entries().isEmpty()) {
                store.unload(page.entries().stream().map(Entry::key).toList());
            }
        } while (page.hasMore());
    }
}
