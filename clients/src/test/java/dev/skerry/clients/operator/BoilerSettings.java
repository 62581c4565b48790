// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients.operator;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import java.util.Map;

/// The ConfigMap that each boiler has: made, kept right and collected by the SDK.
public class BoilerSettings extends CRUDKubernetesDependentResource<ConfigMap, Boiler> {
    public BoilerSettings() {
        super(ConfigMap.class);
    }

    @Override
    protected ConfigMap desired(Boiler boiler, Context<Boiler> context) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(boiler.getMetadata().getName())
                .withNamespace(boiler.getMetadata().getNamespace())
                .endMetadata()
                .withData(Map.of("celsius", Integer.toString(boiler.getSpec().getCelsius())))
                .build();
    }
}
