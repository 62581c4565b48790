// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.policy;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.condition.MatchConditions.Match;
import dev.skerry.apiserver.condition.RequestVariables;
import dev.skerry.apiserver.resource.ResourceCatalog;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Refuses, warns of, or notes down what ValidatingAdmissionPolicies do not like. Policies themselves are
/// not judged: nobody must lock themselves out.
public final class ValidatingPolicies implements AdmissionPlugin {
    private static final Map<String, Integer> CODES =
            Map.of("Unauthorized", 401, "Forbidden", 403, "Invalid", 422, "RequestEntityTooLarge", 413);

    private final PolicyShelf shelf;
    private final Parameters parameters;
    private final Authorizer authorizer;

    public ValidatingPolicies(ObjectSource objects, ResourceCatalog catalog, Authorizer authorizer) {
        this.shelf = new PolicyShelf(objects, "validatingadmissionpolicies", "validatingadmissionpolicybindings");
        this.parameters = new Parameters(objects, catalog);
        this.authorizer = authorizer;
    }

    /// Why a write is refused.
    private record Refusal(String message, String reason) {}

    @Override
    public void validate(AdmissionRequest request) {
        List<PolicyShelf.Bound> all = shelf.bound();
        if (all.isEmpty() || isAboutPolicies(request)) {
            return;
        }
        Optional<KubeObject> namespace = shelf.namespaceOf(request);
        var refusals = new ArrayList<Refusal>();
        for (PolicyShelf.Bound bound : all) {
            KubeObject policy = bound.policy().policy();
            if (MatchRules.match(policy.at("spec", "matchConstraints"), request, namespace)) {
                for (KubeObject binding : bound.bindings()) {
                    if (MatchRules.match(binding.at("spec", "matchResources"), request, namespace)) {
                        refusals.addAll(judge(bound.policy(), binding, request, namespace));
                    }
                }
            }
        }
        if (!refusals.isEmpty()) {
            throw refusal(request, refusals.getFirst());
        }
    }

    /// Whether a write is about policies or webhooks themselves, which policies must not judge.
    static boolean isAboutPolicies(AdmissionRequest request) {
        return request.resource().group().equals(PolicyShelf.GROUP);
    }

    private List<Refusal> judge(
            CompiledPolicy policy, KubeObject binding, AdmissionRequest request, Optional<KubeObject> namespace) {
        return switch (parameters.find(policy.policy(), binding, request.namespace())) {
            case Parameters.Found.Failed(String why) -> failed(policy, binding, why);
            case Parameters.Found.Params(List<Optional<KubeObject>> all) -> {
                var refusals = new ArrayList<Refusal>();
                for (Optional<KubeObject> params : all) {
                    refusals.addAll(
                            judge(policy, binding, new RequestVariables(request, namespace, params, authorizer)));
                }
                yield refusals;
            }
        };
    }

    private static List<Refusal> judge(CompiledPolicy policy, KubeObject binding, RequestVariables variables) {
        return switch (policy.conditions().match(variables)) {
            case Match.No _ -> List.of();
            case Match.Failed(String why) -> failed(policy, binding, why);
            case Match.Yes _ -> {
                var verdicts = new Verdicts(policy, variables);
                var refusals = new ArrayList<>(acted(policy, binding, verdicts.refusals(), variables.request()));
                for (Verdicts.Remark remark : verdicts.remarks()) {
                    variables.request().notes().annotate(policy.policy().name() + "/" + remark.key(), remark.value());
                }
                if (!policy.failsOpen()) {
                    verdicts.findFailedNote().ifPresent(why -> refusals.addAll(failed(policy, binding, why)));
                }
                yield refusals;
            }
        };
    }

    /// Does what the binding says should follow from verdicts.
    private static List<Refusal> acted(
            CompiledPolicy policy, KubeObject binding, List<Verdicts.Verdict> verdicts, AdmissionRequest request) {
        var refusals = new ArrayList<Refusal>();
        List<Json> actions = binding.at("spec", "validationActions").elements();
        for (Verdicts.Verdict verdict : verdicts) {
            String what = "'" + policy.policy().name() + "' with binding '" + binding.name() + "'";
            for (Json action : actions) {
                switch (action.text()) {
                    case "Warn" ->
                        request.notes()
                                .warn("Validation failed for ValidatingAdmissionPolicy " + what + ": "
                                        + verdict.message());
                    case "Audit" -> note(policy, binding, verdict, request);
                    default ->
                        refusals.add(new Refusal(
                                "ValidatingAdmissionPolicy " + what + " denied request: " + verdict.message(),
                                verdict.reason()));
                }
            }
        }
        return refusals;
    }

    private static void note(
            CompiledPolicy policy, KubeObject binding, Verdicts.Verdict verdict, AdmissionRequest request) {
        JsonObject failure = JsonObject.of(
                "message",
                verdict.message(),
                "policy",
                policy.policy().name(),
                "binding",
                binding.name(),
                "expressionIndex",
                verdict.index(),
                "validationActions",
                binding.at("spec", "validationActions"));
        request.notes()
                .annotate(
                        "validation.policy.admission.k8s.io/validation_failure",
                        JsonArray.of(failure).toString());
    }

    private static List<Refusal> failed(CompiledPolicy policy, KubeObject binding, String why) {
        return policy.failsOpen()
                ? List.of()
                : List.of(new Refusal(
                        "ValidatingAdmissionPolicy '" + policy.policy().name() + "' with binding '" + binding.name()
                                + "' denied request: " + why,
                        "Invalid"));
    }

    private static StatusException refusal(AdmissionRequest request, Refusal refusal) {
        StatusException forbidden = StatusException.forbidden(request.resource(), request.name(), refusal.message());
        JsonObject details =
                forbidden.details().with("causes", JsonArray.of(JsonObject.of("message", refusal.message())));
        return new StatusException(
                CODES.getOrDefault(refusal.reason(), 422),
                refusal.reason(),
                String.valueOf(forbidden.getMessage()),
                details);
    }
}
