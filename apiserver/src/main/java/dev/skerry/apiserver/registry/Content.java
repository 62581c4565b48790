// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;

/// Parts of an object by who has the say in them.
final class Content {
    private Content() {}

    /// What is wanted of the object: all but its metadata and status.
    static JsonObject wanted(KubeObject object) {
        return object.tree().without("metadata").without("status").without("apiVersion");
    }
}
