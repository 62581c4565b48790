// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import java.util.Optional;

/// What lies in a store while it is being filled: from where, at which revision that stands, and how far it has come.
/// Whoever finds it knows that the store is not whole.
///
/// @param through the last key that is here already; empty for none
public record Note(String source, Revision revision, String through) {
    static final Key KEY = new Key("/skerry/filling");

    /// The note of a store that is being filled; empty for a whole one.
    public static Optional<Note> find(Store store) {
        return store.find(KEY).map(entry -> {
            try {
                Json json = JsonReader.read(entry.value());
                return new Note(
                        json.at("source").text(),
                        new Revision(Math.max(0, json.at("revision").longOr(0))),
                        json.at("through").text());
            } catch (JsonException _) {
                // Whatever it says, it is there.
                return new Note("", Revision.NONE, "");
            }
        });
    }

    Entry entry() {
        var json = JsonObject.of("source", source, "revision", revision.value(), "through", through);
        return new Entry(KEY, json.toString().getBytes(UTF_8), new Revision(1), new Revision(1));
    }
}
