// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

/// What a key became at a revision.
///
/// @param tag of the value; empty if it was deleted
/// @param writer the operation that wrote it
record Version(String key, long revision, String tag, Operation writer) {
    boolean isDeletion() {
        return tag.isEmpty();
    }
}
