// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.storage.ListQuery;
import dev.skerry.apiserver.storage.Listing;
import dev.skerry.apiserver.storage.StoredObject;
import java.util.ArrayList;

/// Deletes every object of a selection, each as a deletion of its own.
record CollectionDeletion(RegistryParts parts) {
    /// What was deleted, as it was last.
    Listing delete(ApiCall call, DeleteOptions options) {
        ListQuery query = ListQuery.of(call.http(), RequestFilter.of(call));
        Listing found = parts.storage().list(call.storageGroup(), call.storageResource(), query);
        var deletion = new Deletion(parts);
        var deleted = new ArrayList<StoredObject>();
        for (StoredObject object : found.items()) {
            try {
                switch (deletion.delete(call, object, options)) {
                    case Deletion.Outcome.Gone(StoredObject last) -> deleted.add(last);
                    case Deletion.Outcome.Marked(StoredObject stored) -> deleted.add(stored);
                }
            } catch (StatusException e) {
                // Somebody else deleted it meanwhile: it is gone, which is what was asked for.
                if (e.code() != 404) {
                    throw e;
                }
            }
        }
        return new Listing(deleted, parts.storage().appliedRevision(), found.continueToken(), found.remaining());
    }
}
