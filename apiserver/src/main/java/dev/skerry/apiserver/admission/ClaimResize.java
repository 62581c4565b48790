// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.quantity.Quantity;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.storage.ObjectSource;

/// Lets a volume claim grow only if its StorageClass says that its volumes can.
public final class ClaimResize implements AdmissionPlugin {
    private final ObjectSource objects;

    public ClaimResize(ObjectSource objects) {
        this.objects = objects;
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!request.is(Operation.UPDATE, "", "persistentvolumeclaims")) {
            return;
        }
        KubeObject old = request.old().orElseThrow();
        KubeObject claim = request.object().orElseThrow();
        if (size(claim).compareTo(size(old)) <= 0) {
            return;
        }
        if (!old.at("status", "phase").text().equals("Bound")) {
            throw refused(request, "Only bound persistent volume claims can be expanded");
        }
        if (!mayGrow(claim.at("spec", "storageClassName").text())) {
            throw refused(
                    request,
                    "only dynamically provisioned pvc can be resized and "
                            + "the storageclass that provisions the pvc must support resize");
        }
    }

    private boolean mayGrow(String className) {
        return !className.isEmpty()
                && objects.find("storage.k8s.io", "storageclasses", ObjectName.cluster(className))
                        .map(found -> found.at("allowVolumeExpansion").booleanOr(false))
                        .orElse(false);
    }

    private static Quantity size(KubeObject claim) {
        return Quantity.read(claim.at("spec", "resources", "requests", "storage"));
    }

    private static StatusException refused(AdmissionRequest request, String why) {
        return StatusException.forbidden(request.resource(), request.name(), why);
    }
}
