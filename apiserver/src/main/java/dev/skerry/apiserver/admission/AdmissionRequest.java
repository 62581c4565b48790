// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.security.identity.Identity;
import java.util.Optional;

/// A write on its way in, after decoding and defaulting.
///
/// @param object as it would be stored; empty for a deletion
/// @param old as it is stored; empty for a creation
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
        boolean isDryRun) {
    /// What is being done.
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }

    public AdmissionRequest withObject(KubeObject changed) {
        return new AdmissionRequest(
                identity, operation, resource, kind, subresource, namespace, name, Optional.of(changed), old, isDryRun);
    }
}
