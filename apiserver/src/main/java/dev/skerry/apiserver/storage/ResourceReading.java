// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Store;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Reads all objects of one resource from the store, page by page, sorts them in and packs them.
final class ResourceReading {
    private static final int PAGE = 500;

    private final Store store;
    private final String prefix;

    private final NavigableMap<ObjectName, StoredObject> objects = new TreeMap<>(NameOrder.BY_TEXT);
    private final Packing packing = new Packing();

    /// @param prefix of the resource's keys
    ResourceReading(Store store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    void into(ResourceCache cache) {
        String from = prefix;
        Page page;
        do {
            page = store.range(prefix, from, PAGE);
            take(page);
            if (page.hasMore()) {
                // No name contains this character, and none that does sorts before it.
                from = page.entries().getLast().key().text() + "!";
            }
        } while (page.hasMore());
        // Pages may stand at different revisions; what lies between them is told again by the feed.
        cache.load(objects, packing, page.revision().value());
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
