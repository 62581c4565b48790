// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.foundation.json.JsonObject;

/// What a server-side apply has to go by.
///
/// @param live the stored object; [#NOTHING] if the apply creates one
/// @param applied what the client wants to hold, and nothing else; as it was sent, since a zero or `null` in
///     it is a wish, too
/// @param ignored fields that cannot be set through this door (`status` through the object's own), which
///     are neither merged nor owned
public record ApplyRequest(
        ObjectSchema schema,
        KubeObject live,
        KubeObject applied,
        Writer writer,
        Conflicts conflicts,
        FieldSet ignored) {
    public static final KubeObject NOTHING = new KubeObject(JsonObject.EMPTY);

    /// What to do when the configuration sets fields that somebody else owns to other values.
    public enum Conflicts {
        /// Refuse, and name the fields and their owners.
        REJECTED,
        /// Take the fields over.
        FORCED
    }

    ApplyRequest withForce() {
        return new ApplyRequest(schema, live, applied, writer, Conflicts.FORCED, ignored);
    }
}
