// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.policy;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.cel.shape.Shape;
import dev.skerry.apiserver.condition.MatchConditions;
import dev.skerry.apiserver.condition.RequestVariables;
import dev.skerry.apiserver.resource.BuiltInRules;
import dev.skerry.apiserver.resource.ObjectRules;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// What holds for policies and for webhook configurations, whose expressions must compile when they are
/// written. An update is refused only for expressions that it changes: what was stored once must stay
/// changeable.
///
/// @param general what holds for the kind as for any other
public record PolicyRules(BuiltInRules general) implements ObjectRules {
    @Override
    public KubeObject withDefaults(KubeObject object) {
        return general.withDefaults(object);
    }

    /// A validating policy tells in its status what its expressions get wrong about the kinds that it names.
    @Override
    public KubeObject withInitialDefaults(KubeObject object) {
        KubeObject fresh = general.withInitialDefaults(object);
        return fresh.kind().kind().equals("ValidatingAdmissionPolicy")
                ? fresh.with(JsonObject.of("observedGeneration", 1, "typeChecking", TypeChecking.of(fresh)), "status")
                : fresh;
    }

    @Override
    public List<FieldError> check(KubeObject object) {
        var faults = new ArrayList<>(general.check(object));
        faults.addAll(expressions(object));
        return faults;
    }

    @Override
    public List<FieldError> checkUpdate(KubeObject object, KubeObject old) {
        var faults = new ArrayList<>(general.checkUpdate(object, old));
        if (!object.at("spec").equals(old.at("spec")) || !object.at("webhooks").equals(old.at("webhooks"))) {
            faults.addAll(expressions(object));
        }
        return faults;
    }

    @Override
    public List<FieldError> checkStatus(KubeObject object, KubeObject old) {
        return general.checkStatus(object, old);
    }

    @Override
    public KubeObject converted(KubeObject stored) {
        return general.converted(stored);
    }

    private static List<FieldError> expressions(KubeObject object) {
        return switch (object.kind().kind()) {
            case "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy" -> PolicyCheck.check(object);
            case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration" -> webhooks(object);
            default -> List.of();
        };
    }

    private static List<FieldError> webhooks(KubeObject object) {
        var faults = new ArrayList<FieldError>();
        List<Json> webhooks = object.at("webhooks").elements();
        for (int i = 0; i < webhooks.size(); i++) {
            Json conditions = webhooks.get(i).at("matchConditions");
            if (!conditions.isNull()) {
                faults.addAll(MatchConditions.check(
                        conditions, "webhooks[" + i + "].matchConditions", RequestVariables.environment(Shape.ANY)));
            }
        }
        return faults;
    }
}
