// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;

/// Nothing is made in a namespace that does not exist, or that is on its way out.
record NamespaceGuard(ObjectSource objects) {
    private static final GroupVersionResource NAMESPACES = new GroupVersionResource("", "v1", "namespaces");

    /// @param name of the object that is to be made
    void demandOpen(GroupVersionResource resource, String namespace, String name) {
        KubeObject found = objects.find("", "namespaces", ObjectName.cluster(namespace))
                .orElseThrow(() -> StatusException.notFound(NAMESPACES, namespace));
        if (!found.isBeingDeleted()) {
            return;
        }
        var cause = JsonObject.of(
                "reason", "NamespaceTerminating",
                "message", "namespace " + namespace + " is being terminated",
                "field", "metadata.namespace");
        var details = JsonObject.builder()
                .putIfText("name", name)
                .putIfText("group", resource.group())
                .put("kind", resource.resource())
                .put("causes", JsonArray.of(cause));
        String what = name.isEmpty() ? "" : " \"" + name + "\"";
        throw new StatusException(
                403,
                "Forbidden",
                StatusException.qualified(resource) + what + " is forbidden: unable to create new content in namespace "
                        + namespace + " because it is being terminated",
                details.build());
    }
}
