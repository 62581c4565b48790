// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients.operator;

import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import java.util.List;

/// An operator as the SDK's documentation writes one: a dependent ConfigMap, a status, and a finalizer.
@ControllerConfiguration(name = "boilers", finalizerName = "sdk.example/drained")
@Workflow(dependents = @Dependent(type = BoilerSettings.class))
public class BoilerReconciler implements Reconciler<Boiler>, Cleaner<Boiler> {
    private final List<String> drained;

    /// @param drained the names of boilers that were cleaned up
    public BoilerReconciler(List<String> drained) {
        this.drained = drained;
    }

    @Override
    public UpdateControl<Boiler> reconcile(Boiler boiler, Context<Boiler> context) {
        var status = new Boiler.Status();
        status.setState("heated to " + boiler.getSpec().getCelsius());
        boiler.setStatus(status);
        return UpdateControl.patchStatus(boiler);
    }

    @Override
    public DeleteControl cleanup(Boiler boiler, Context<Boiler> context) {
        drained.add(boiler.getMetadata().getName());
        return DeleteControl.defaultDelete();
    }
}
