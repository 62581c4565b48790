// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.storage.Listing;
import dev.skerry.apiserver.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;

/// Lists whose objects are converted elsewhere. It is done for all of them in one go, and before the answer
/// begins: one that has begun could not turn into a failure any more.
final class ConvertedReads {
    private ConvertedReads() {}

    /// @throws dev.skerry.api.meta.StatusException if whoever converts fails
    static Listing of(ServedResource resource, Listing listing) {
        if (!resource.rules().isConvertedElsewhere()) {
            return listing;
        }
        List<KubeObject> shown = resource.rules()
                .converted(listing.items().stream().map(StoredObject::object).toList());
        var items = new ArrayList<StoredObject>(shown.size());
        for (int i = 0; i < shown.size(); i++) {
            items.add(StoredObject.of(shown.get(i), listing.items().get(i).revision()));
        }
        return new Listing(items, listing.revision(), listing.continueToken(), listing.remaining());
    }
}
