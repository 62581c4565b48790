// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import java.util.List;

/// A page of a list.
///
/// @param continueToken empty on the last page
/// @param remaining how many objects follow; 0 if that is not known
public record Listing(List<StoredObject> items, long revision, String continueToken, long remaining) {
    public Listing {
        items = List.copyOf(items);
    }

    /// How many bytes the objects take, about.
    public int size() {
        return (int) Math.min(
                Integer.MAX_VALUE / 2,
                items.stream().mapToLong(item -> item.size() + 40L).sum());
    }
}
