// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.storage.ObjectSource;
import java.util.List;

/// Gives volume claims that name no StorageClass the default one, if there is one. A claim that names the
/// empty class wants none, and gets none.
public final class DefaultStorageClass implements AdmissionPlugin {
    private static final String OLD_FIELD = "volume.beta.kubernetes.io/storage-class";

    private final DefaultClass defaultClass;

    public DefaultStorageClass(ObjectSource objects) {
        this.defaultClass = new DefaultClass(
                objects,
                "storage.k8s.io",
                "storageclasses",
                List.of(
                        "storageclass.kubernetes.io/is-default-class",
                        "storageclass.beta.kubernetes.io/is-default-class"));
    }

    @Override
    public KubeObject mutate(AdmissionRequest request, KubeObject claim) {
        boolean isOpen = request.is(Operation.CREATE, "", "persistentvolumeclaims")
                && claim.at("spec", "storageClassName").isNull()
                && !claim.annotations().containsKey(OLD_FIELD);
        return isOpen
                ? defaultClass
                        .find()
                        .map(found -> claim.with(found.name(), "spec", "storageClassName"))
                        .orElse(claim)
                : claim;
    }
}
