// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.apiserver.storage.Listing;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.function.Function;
import java.util.function.IntFunction;

/// What stands last in a list, and may be more than memory holds: each element is made when it is asked for, and
/// is the same however often that happens.
///
/// @param field `items` or `rows`
record ListElements(String field, int count, IntFunction<JsonObject> at) {
    /// @param shape what is shown of an object
    static ListElements of(String field, Listing listing, Function<StoredObject, JsonObject> shape) {
        var stored = listing.items();
        return new ListElements(field, stored.size(), index -> shape.apply(stored.get(index)));
    }

    /// The list as one tree.
    JsonObject in(JsonObject head) {
        var all = new ArrayList<Json>(count);
        for (int i = 0; i < count; i++) {
            all.add(at.apply(i));
        }
        return head.with(field, new JsonArray(all));
    }
}
