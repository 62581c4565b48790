// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.copy;

import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.security.seal.SealException;
import dev.skerry.security.seal.Sealer;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreCorruptException;
import java.util.ArrayList;
import java.util.List;

/// Looks at everything in a store: that every row matches its checksum (the engine looks when it reads), keys come in
/// order and once, revisions fit each other, and values are what the API stores: JSON, or sealed.
public final class StoreCheck {
    /// More would not help anybody.
    private static final int FAULTS_MAX = 100;

    private static final int PAGE = 100;
    private static final String OBJECTS = "/registry/";

    private final Store store;
    private final List<String> faults = new ArrayList<>();
    private long entries;
    private String last = "";

    private StoreCheck(Store store) {
        this.store = store;
    }

    /// What was found.
    ///
    /// @param faults what is wrong, one sentence each; none for a store in order
    public record Found(long entries, Revision revision, List<String> faults) {
        public Found {
            faults = List.copyOf(faults);
        }
    }

    public static Found run(Store store) {
        return new StoreCheck(store).run();
    }

    private Found run() {
        Note.find(store).ifPresent(note -> fault("the store is only half filled, from " + note.source()));
        String from = "/";
        int limit = PAGE;
        while (faults.size() < FAULTS_MAX) {
            Page page;
            try {
                page = store.range("/", from, limit);
            } catch (StoreCorruptException corrupt) {
                fault(String.valueOf(corrupt.getMessage()));
                if (limit == 1) {
                    // A damaged row hides its key, so there is no way around it.
                    break;
                }
                // Come as near to it as possible.
                limit = 1;
                faults.removeLast();
                continue;
            }
            page.entries().forEach(entry -> look(entry, page.revision()));
            if (!page.hasMore()) {
                break;
            }
            from = page.entries().getLast().key().text() + "\0";
        }
        return new Found(entries, store.revision(), faults);
    }

    private void look(Entry entry, Revision now) {
        entries++;
        String key = entry.key().text();
        if (Key.ORDER.compare(key, last) <= 0) {
            fault(key + " stands behind " + last);
        }
        last = key;
        if (entry.created().isAfter(entry.modified()) || entry.modified().isAfter(now)) {
            fault(key + " was made at " + entry.created() + " and written at " + entry.modified()
                    + " in a store that stands at " + now);
        }
        if (key.startsWith(OBJECTS)) {
            decode(key, entry.value());
        }
    }

    private void decode(String key, byte[] value) {
        try {
            if (Sealer.isSealed(value)) {
                Sealer.keyId(value);
            } else if (JsonReader.read(value).at("metadata").isNull()) {
                fault(key + " holds JSON that is no object of the API");
            }
        } catch (JsonException | SealException broken) {
            fault(key + " cannot be decoded: " + broken.getMessage());
        }
    }

    private void fault(String sentence) {
        faults.add(sentence);
    }
}
