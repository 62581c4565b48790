// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.file;

import dev.skerry.foundation.json.JsonObject;
import dev.skerry.store.Revision;

/// What a whole backup holds.
///
/// @param entries that stood in the store
/// @param changes that happened while it was made
/// @param revision at which the store stood then
/// @param sha256 over everything in it, in hexadecimal
public record BackupSummary(long entries, long changes, Revision revision, String sha256) {
    public JsonObject json() {
        return JsonObject.of("entries", entries, "changes", changes, "revision", revision.value(), "sha256", sha256);
    }
}
