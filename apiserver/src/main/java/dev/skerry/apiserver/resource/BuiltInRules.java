// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.resource;

import dev.skerry.api.core.QualityOfService;
import dev.skerry.api.defaulting.Defaults;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.api.validation.Validation;
import java.util.List;
import java.util.Optional;

/// The rules of a built-in kind.
public record BuiltInRules(GroupVersionKind kind) implements ObjectRules {
    @Override
    public KubeObject withDefaults(KubeObject object) {
        return Defaults.apply(kind, object);
    }

    @Override
    public KubeObject withInitialDefaults(KubeObject object) {
        return Defaults.applyToNew(kind, object);
    }

    @Override
    public KubeObject completed(KubeObject object) {
        return switch (kind.group() + "/" + kind.kind()) {
            case "/Pod" -> object.with(QualityOfService.of(object).word(), "status", "qosClass");
            case "batch/Job" -> JobLabels.completed(object);
            default -> object;
        };
    }

    @Override
    public List<FieldError> check(KubeObject object) {
        return Validation.create(kind, object);
    }

    @Override
    public List<FieldError> checkUpdate(KubeObject object, KubeObject old) {
        return Validation.update(kind, object, old);
    }

    /// What is wanted was checked when it was written, and stays as it is.
    @Override
    public List<FieldError> checkStatus(KubeObject object, KubeObject old) {
        return Validation.updateStatus(object, old);
    }

    @Override
    public List<FieldError> checkPart(String part, KubeObject object, KubeObject old) {
        return part.equals("status") ? checkStatus(object, old) : Validation.updatePart(kind, part, object, old);
    }

    @Override
    public Optional<String> findDeprecation() {
        return switch (kind.group() + "/" + kind.kind()) {
            case "/Endpoints" ->
                Optional.of("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
            case "/ComponentStatus" -> Optional.of("v1 ComponentStatus is deprecated in v1.19+");
            default -> Optional.empty();
        };
    }

    /// Versions of one built-in kind have the same fields here, but for events.
    @Override
    public KubeObject converted(KubeObject stored) {
        if (stored.kind().equals(kind)) {
            return stored;
        }
        KubeObject plain = stored.kind().kind().equals("Event") ? EventVersions.converted(stored, kind) : stored;
        return plain.with(kind.apiVersion(), "apiVersion");
    }
}
