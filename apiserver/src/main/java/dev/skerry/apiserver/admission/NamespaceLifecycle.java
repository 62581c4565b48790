// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.meta.StatusException;
import java.util.Set;

/// Keeps the namespaces that a cluster cannot do without. (That nothing is made in a namespace which is
/// missing or on its way out is looked after by the registry, before anything else is.)
public final class NamespaceLifecycle implements AdmissionPlugin {
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    @Override
    public void validate(AdmissionRequest request) {
        boolean isDeletion = request.operation() == AdmissionRequest.Operation.DELETE
                && request.resource().group().isEmpty()
                && request.resource().resource().equals("namespaces");
        if (isDeletion && IMMORTAL.contains(request.name())) {
            throw StatusException.forbidden(request.resource(), request.name(), "this namespace may not be deleted");
        }
    }
}
