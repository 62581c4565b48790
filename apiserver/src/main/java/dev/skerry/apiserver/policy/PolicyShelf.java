// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.policy;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.condition.RequestVariables;
import dev.skerry.apiserver.storage.ObjectSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The policies of one kind with their bindings, compiled once per state of the policy.
///
/// One snapshot is read by all threads. Two that find it outdated may both renew it; they find the same.
final class PolicyShelf {
    static final String GROUP = "admissionregistration.k8s.io";

    private final ObjectSource objects;
    private final String policies;
    private final String bindings;

    private volatile Snapshot current = new Snapshot(-1, -1, List.of(), Map.of());

    /// A policy and what binds it, in the order of names.
    record Bound(CompiledPolicy policy, List<KubeObject> bindings) {}

    private record Snapshot(long policies, long bindings, List<Bound> all, Map<String, CompiledPolicy> compiled) {}

    PolicyShelf(ObjectSource objects, String policies, String bindings) {
        this.objects = objects;
        this.policies = policies;
        this.bindings = bindings;
    }

    /// The policies that have a binding. Costs two comparisons where nothing has changed.
    List<Bound> bound() {
        Snapshot known = current;
        long policyRevision = objects.revision(GROUP, policies);
        long bindingRevision = objects.revision(GROUP, bindings);
        if (known.policies() != policyRevision || known.bindings() != bindingRevision) {
            known = renewed(policyRevision, bindingRevision, known.compiled());
            current = known;
        }
        return known.all();
    }

    Optional<KubeObject> namespaceOf(AdmissionRequest request) {
        return RequestVariables.namespaceOf(request, objects);
    }

    private Snapshot renewed(long policyRevision, long bindingRevision, Map<String, CompiledPolicy> known) {
        var compiled = new HashMap<String, CompiledPolicy>();
        var all = new ArrayList<Bound>();
        List<KubeObject> allBindings = objects.list(GROUP, bindings, "");
        objects.list(GROUP, policies, "").stream()
                .sorted(Comparator.comparing(KubeObject::name))
                .forEach(policy -> {
                    List<KubeObject> own = allBindings.stream()
                            .filter(binding ->
                                    binding.at("spec", "policyName").text().equals(policy.name()))
                            .sorted(Comparator.comparing(KubeObject::name))
                            .toList();
                    if (!own.isEmpty()) {
                        String state = policy.uid() + "/" + policy.generation();
                        CompiledPolicy one = known.get(state);
                        one = one == null ? CompiledPolicy.of(policy) : one;
                        compiled.put(state, one);
                        all.add(new Bound(one, own));
                    }
                });
        return new Snapshot(policyRevision, bindingRevision, List.copyOf(all), compiled);
    }
}
