// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.resource.BuiltInRules;
import dev.skerry.apiserver.resource.ObjectRules;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// What holds for CustomResourceDefinitions: beside the defaults of their kind, the server judges each as
/// it is written, see [DefinitionStatus].
///
/// @param general what holds for the kind as for any other
/// @param objects where the other definitions are found
public record DefinitionRules(BuiltInRules general, ObjectSource objects, Clock clock) implements ObjectRules {
    /// Holds a definition back until its objects are gone.
    public static final String CLEANUP_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    @Override
    public KubeObject withDefaults(KubeObject object) {
        List<KubeObject> all = objects.list(CustomResources.GROUP, CustomResources.RESOURCE, "");
        return DefinitionStatus.judged(general.withDefaults(object), all, clock.now());
    }

    @Override
    public KubeObject withInitialDefaults(KubeObject object) {
        KubeObject fresh = withDefaults(object);
        var finalizers = new ArrayList<>(fresh.finalizers());
        if (!finalizers.contains(CLEANUP_FINALIZER)) {
            finalizers.add(CLEANUP_FINALIZER);
        }
        return fresh.withFinalizers(finalizers);
    }

    @Override
    public List<FieldError> check(KubeObject object) {
        var faults = new ArrayList<>(general.check(object));
        faults.addAll(DefinitionCheck.check(object));
        return faults;
    }

    @Override
    public List<FieldError> checkUpdate(KubeObject object, KubeObject old) {
        var faults = new ArrayList<>(general.checkUpdate(object, old));
        // A definition on its way out must be able to go, whatever is wrong with it.
        if (!object.isBeingDeleted()) {
            faults.addAll(DefinitionCheck.checkUpdate(object, old));
        }
        return faults;
    }

    @Override
    public KubeObject converted(KubeObject stored) {
        return general.converted(stored);
    }
}
