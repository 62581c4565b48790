// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Store;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Reads all objects of one resource from the store, page by page. While one page is read, the one before it is sorted
/// in and packed by another thread: of a million pods each takes about half the time. That other thread only
/// computes, for one page at a time, and what comes of it does not depend on when it runs. A resource of one
/// page, as most are, starts none.
final class ResourceReading {
    private static final int PAGE = 500;

    private final Store store;
    private final String prefix;

    // Touched by who takes the current page in; join() hands them over.
    private final NavigableMap<ObjectName, StoredObject> objects = new TreeMap<>(NameOrder.BY_TEXT);
    private final Packing packing = new Packing();

    /// @param prefix of the resource's keys
    ResourceReading(Store store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    void into(ResourceCache cache) {
        CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
        String from = prefix;
        Page page;
        do {
            page = read(from, taken);
            await(taken);
            Page next = page;
            if (next.hasMore()) {
                taken = CompletableFuture.runAsync(() -> take(next));
                // No name contains this character, and none that does sorts before it.
                from = next.entries().getLast().key().text() + "!";
            } else {
                take(next);
            }
        } while (page.hasMore());
        // Pages may stand at different revisions; what lies between them is told again by the feed.
        cache.load(objects, packing, page.revision().value());
    }

    private Page read(String from, CompletableFuture<Void> taken) {
        try {
            return store.range(prefix, from, PAGE);
        } catch (RuntimeException failed) {
            // Nobody may be at it any more when the caller is told.
            await(taken);
            throw failed;
        }
    }

    private static void await(CompletableFuture<Void> taken) {
        try {
            taken.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private void take(Page page) {
        for (Entry entry : page.entries()) {
            ObjectName name = name(prefix, entry.key());
            var object = new StoredObject(name, entry.value(), entry.modified().value());
            objects.put(name, object);
            packing.admit(object, objects.size());
        }
    }

    /// The name in a key. Namespaces are few: their names share one text.
    static ObjectName name(String prefix, Key key) {
        String text = key.text();
        int slash = text.indexOf('/', prefix.length());
        return slash < 0
                ? ObjectName.cluster(text.substring(prefix.length()))
                : new ObjectName(text.substring(prefix.length(), slash).intern(), text.substring(slash + 1));
    }
}
