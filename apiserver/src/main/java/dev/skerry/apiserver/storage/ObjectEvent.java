// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

/// What happened to an object, as one watcher sees it.
///
/// @param object its state after the event, or the last one it had for a deletion; with the revision of the
///     event either way
public record ObjectEvent(Type type, StoredObject object) {
    /// The words of the watch protocol.
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }
}
