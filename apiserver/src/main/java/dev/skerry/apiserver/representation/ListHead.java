// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.apiserver.storage.Listing;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;

/// What stands before the items of a list.
final class ListHead {
    private ListHead() {}

    static JsonObject of(String kind, String apiVersion, Listing listing) {
        return JsonObject.of("kind", kind, "apiVersion", apiVersion, "metadata", metadata(listing));
    }

    static JsonObject metadata(Listing listing) {
        var metadata = JsonObject.builder()
                .put("resourceVersion", Long.toString(listing.revision()))
                .putIfText("continue", listing.continueToken());
        if (listing.remaining() > 0) {
            metadata.put("remainingItemCount", Json.of(listing.remaining()));
        }
        return metadata.build();
    }
}
