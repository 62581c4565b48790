// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.storage.ObjectSource;
import java.util.List;

/// Gives Ingresses that name no IngressClass the default one, if there is one.
public final class DefaultIngressClass implements AdmissionPlugin {
    private static final String OLD_FIELD = "kubernetes.io/ingress.class";

    private final DefaultClass defaultClass;

    public DefaultIngressClass(ObjectSource objects) {
        this.defaultClass = new DefaultClass(
                objects, "networking.k8s.io", "ingressclasses", List.of("ingressclass.kubernetes.io/is-default-class"));
    }

    @Override
    public KubeObject mutate(AdmissionRequest request, KubeObject ingress) {
        boolean isOpen = request.is(Operation.CREATE, "networking.k8s.io", "ingresses")
                && ingress.at("spec", "ingressClassName").isNull()
                && !ingress.annotations().containsKey(OLD_FIELD);
        return isOpen
                ? defaultClass
                        .find()
                        .map(found -> ingress.with(found.name(), "spec", "ingressClassName"))
                        .orElse(ingress)
                : ingress;
    }
}
