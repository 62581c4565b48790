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
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Changes objects as MutatingAdmissionPolicies say. When one has changed an object, those before it that
/// want to be asked again are, once.
public final class MutatingPolicies implements AdmissionPlugin {
    private final PolicyShelf shelf;
    private final Parameters parameters;
    private final ResourceCatalog catalog;
    private final Authorizer authorizer;

    public MutatingPolicies(ObjectSource objects, ResourceCatalog catalog, Authorizer authorizer) {
        this.shelf = new PolicyShelf(objects, "mutatingadmissionpolicies", "mutatingadmissionpolicybindings");
        this.parameters = new Parameters(objects, catalog);
        this.catalog = catalog;
        this.authorizer = authorizer;
    }

    /// The object as it is now, and who is asked again if it changes further.
    private static final class Progress {
        private KubeObject object;
        private final Set<String> again = new HashSet<>();

        private Progress(KubeObject object) {
            this.object = object;
        }
    }

    @Override
    public KubeObject mutate(AdmissionRequest request, KubeObject object) {
        List<PolicyShelf.Bound> all = shelf.bound();
        Optional<ServedResource> resource = catalog.find(request.resource());
        if (all.isEmpty() || resource.isEmpty() || ValidatingPolicies.isAboutPolicies(request)) {
            return object;
        }
        var progress = new Progress(object);
        for (PolicyShelf.Bound bound : all) {
            KubeObject before = progress.object;
            apply(bound, request, resource.get(), progress);
            if (!before.equals(progress.object)) {
                for (PolicyShelf.Bound earlier : all) {
                    if (progress.again.remove(earlier.policy().policy().name())) {
                        apply(earlier, request, resource.get(), progress);
                    }
                }
            }
            if (bound.policy().policy().at("spec", "reinvocationPolicy").text().equals("IfNeeded")) {
                progress.again.add(bound.policy().policy().name());
            }
        }
        return progress.object;
    }

    private void apply(PolicyShelf.Bound bound, AdmissionRequest request, ServedResource resource, Progress progress) {
        AdmissionRequest now = request.withObject(progress.object);
        Optional<KubeObject> namespace = shelf.namespaceOf(now);
        CompiledPolicy policy = bound.policy();
        if (!MatchRules.match(policy.policy().at("spec", "matchConstraints"), now, namespace)) {
            return;
        }
        for (KubeObject binding : bound.bindings()) {
            if (MatchRules.match(binding.at("spec", "matchResources"), now, namespace)) {
                switch (parameters.find(policy.policy(), binding, now.namespace())) {
                    case Parameters.Found.Failed(String why) -> failed(policy, binding, now, why);
                    case Parameters.Found.Params(List<Optional<KubeObject>> all) ->
                        all.forEach(params -> {
                            var variables = new RequestVariables(
                                    request.withObject(progress.object), namespace, params, authorizer);
                            progress.object = changed(policy, binding, variables, resource);
                        });
                }
            }
        }
    }

    private static KubeObject changed(
            CompiledPolicy policy, KubeObject binding, RequestVariables variables, ServedResource resource) {
        KubeObject object = variables.request().object().orElseThrow();
        switch (policy.conditions().match(variables)) {
            case Match.No _ -> {
                return object;
            }
            case Match.Failed(String why) -> {
                failed(policy, binding, variables.request(), why);
                return object;
            }
            case Match.Yes _ -> {
                // The changes follow.
            }
        }
        for (CompiledPolicy.Change change : policy.changes()) {
            var seen = new RequestVariables(
                    variables.request().withObject(object),
                    variables.namespace(),
                    variables.params(),
                    variables.authorizer());
            switch (Mutation.apply(change, policy.variables().over(seen), object, resource)) {
                case Mutation.Outcome.Changed(KubeObject fresh) ->
                    object = resource.rules().withDefaults(fresh);
                case Mutation.Outcome.Failed(String why) -> failed(policy, binding, variables.request(), why);
            }
        }
        return object;
    }

    private static void failed(CompiledPolicy policy, KubeObject binding, AdmissionRequest request, String why) {
        if (policy.failsOpen()) {
            return;
        }
        String message =
                "policy '" + policy.policy().name() + "' with binding '" + binding.name() + "' denied request: " + why;
        StatusException forbidden = StatusException.forbidden(request.resource(), request.name(), message);
        throw new StatusException(
                422,
                "Invalid",
                String.valueOf(forbidden.getMessage()),
                forbidden.details().with("causes", JsonArray.of(JsonObject.of("message", message))));
    }
}
