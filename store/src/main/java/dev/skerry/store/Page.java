// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

import java.util.List;

/// Some entries in key order, all as they stood at one revision.
///
/// @param hasMore whether the range goes on behind the last entry
public record Page(List<Entry> entries, Revision revision, boolean hasMore) {
    public Page {
        entries = List.copyOf(entries);
    }
}
