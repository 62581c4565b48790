// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.authorization.EscalationCheck;
import java.util.List;

/// Guards the objects that hold rights: nobody writes a role or a binding that gives more than they have,
/// and a binding never comes to mean another role.
public final class RoleEscalation implements AdmissionPlugin {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private final EscalationCheck check;

    public RoleEscalation(EscalationCheck check) {
        this.check = check;
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!request.resource().group().equals(GROUP) || request.object().isEmpty()) {
            return;
        }
        KubeObject object = request.object().get();
        switch (request.resource().resource()) {
            case "roles", "clusterroles" -> validateRole(request, object);
            case "rolebindings", "clusterrolebindings" -> validateBinding(request, object);
            default -> {
                // The group has no other resources that give rights.
            }
        }
    }

    private void validateRole(AdmissionRequest request, KubeObject role) {
        boolean isSame = request.old()
                .filter(old -> old.at("rules").equals(role.at("rules"))
                        && old.at("aggregationRule").equals(role.at("aggregationRule")))
                .isPresent();
        // Labels and the like may be written by whoever may write the object.
        if (isSame) {
            return;
        }
        if (!role.at("aggregationRule").isNull()) {
            check.demandForAggregation(request.identity(), request.resource(), role.name());
        }
        check.demandForRole(request.identity(), request.resource(), request.namespace(), role.name(), role.at("rules"));
    }

    private void validateBinding(AdmissionRequest request, KubeObject binding) {
        boolean isOtherRole = request.old()
                .filter(old -> !old.at("roleRef").equals(binding.at("roleRef")))
                .isPresent();
        if (isOtherRole) {
            throw FieldError.refusal(
                    request.kind(),
                    binding.name(),
                    List.of(FieldError.invalid("roleRef", binding.at("roleRef"), "cannot change roleRef")));
        }
        boolean isSame = request.old()
                .filter(old -> old.at("subjects").equals(binding.at("subjects")))
                .isPresent();
        if (!isSame) {
            check.demandForBinding(
                    request.identity(), request.resource(), request.namespace(), binding.name(), binding.at("roleRef"));
        }
    }
}
