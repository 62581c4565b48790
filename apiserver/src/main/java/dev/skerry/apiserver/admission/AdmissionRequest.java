// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.identity.Identity;
import java.util.Optional;

/// A write on its way in, after decoding and defaulting.
///
/// @param object as it would be stored; empty for a deletion
/// @param old as it is stored; empty for a creation
/// @param options how the client wants it done: its `CreateOptions`, `UpdateOptions`, `PatchOptions` or
///     `DeleteOptions`; for a CONNECT the options of that subresource
public record AdmissionRequest(
        Identity identity,
        Operation operation,
        GroupVersionResource resource,
        GroupVersionKind kind,
        String subresource,
        String namespace,
        String name,
        Optional<KubeObject> object,
        Optional<KubeObject> old,
        JsonObject options,
        boolean isDryRun,
        AdmissionNotes notes) {
    /// What is being done.
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }

    /// Whether this is done to whole objects of this resource, not to a part of one.
    public boolean is(Operation asked, String group, String plural) {
        return operation == asked
                && subresource.isEmpty()
                && resource.resource().equals(plural)
                && resource.group().equals(group);
    }

    public AdmissionRequest withObject(KubeObject changed) {
        return new AdmissionRequest(
                identity,
                operation,
                resource,
                kind,
                subresource,
                namespace,
                name,
                Optional.of(changed),
                old,
                options,
                isDryRun,
                notes);
    }

    public AdmissionRequest withOptions(JsonObject asked) {
        return new AdmissionRequest(
                identity, operation, resource, kind, subresource, namespace, name, object, old, asked, isDryRun, notes);
    }
}
