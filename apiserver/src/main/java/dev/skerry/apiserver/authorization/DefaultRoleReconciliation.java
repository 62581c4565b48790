// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What must be written for a cluster to have the default roles: at its first start all of them, after an
/// upgrade what the new version adds. Rights and subjects that people added stay; whoever wants to keep
/// us off a role sets its annotation `rbac.authorization.kubernetes.io/autoupdate` to `false`.
public final class DefaultRoleReconciliation {
    private DefaultRoleReconciliation() {}

    /// One write. Somebody else may have been quicker: on `AlreadyExists` or `Conflict` plan anew.
    public sealed interface Step {
        GroupVersionResource resource();

        KubeObject object();

        /// The object is missing.
        record Create(GroupVersionResource resource, KubeObject object) implements Step {}

        /// The object lacks something; the one given has its resourceVersion.
        record Update(GroupVersionResource resource, KubeObject object) implements Step {}
    }

    /// The steps from what there is to what there should be, roles before bindings.
    public static List<Step> plan(ObjectSource objects) {
        var steps = new ArrayList<Step>();
        DefaultRoles.builtIn().roles().forEach(role -> step(role, objects).ifPresent(steps::add));
        DefaultRoles.builtIn()
                .bindings()
                .forEach(binding -> step(binding, objects).ifPresent(steps::add));
        return List.copyOf(steps);
    }

    private static Optional<Step> step(KubeObject wanted, ObjectSource objects) {
        String plural = wanted.kind().kind().toLowerCase(Locale.ROOT) + "s";
        var resource = new GroupVersionResource(GrantIndex.GROUP, "v1", plural);
        var found = objects.find(GrantIndex.GROUP, plural, wanted.objectName());
        if (found.isEmpty()) {
            return Optional.of(new Step.Create(resource, wanted));
        }
        KubeObject there = found.get();
        if (there.annotations().getOrDefault(DefaultRoles.AUTO_UPDATE, "").equals("false")) {
            return Optional.empty();
        }
        var mended = wanted.at("roleRef").isNull() ? withRules(there, wanted) : withSubjects(there, wanted);
        return mended.equals(there) ? Optional.empty() : Optional.of(new Step.Update(resource, mended));
    }

    private static KubeObject withRules(KubeObject there, KubeObject wanted) {
        if (AggregatedRoles.isAggregated(wanted)) {
            // Its rules follow from others; only a lost selector is ours to mend.
            return AggregatedRoles.isAggregated(there)
                    ? there
                    : there.with(wanted.at("aggregationRule"), "aggregationRule");
        }
        var held = PolicyRule.readAll(there.at("rules"));
        var missing = wanted.at("rules").elements().stream()
                .filter(rule -> !isCovered(PolicyRule.read(rule), held))
                .toList();
        return missing.isEmpty() ? there : there.with(joined(there.at("rules"), missing), "rules");
    }

    private static KubeObject withSubjects(KubeObject there, KubeObject wanted) {
        var missing = wanted.at("subjects").elements().stream()
                .filter(subject -> !there.at("subjects").elements().contains(subject))
                .toList();
        return missing.isEmpty() ? there : there.with(joined(there.at("subjects"), missing), "subjects");
    }

    private static boolean isCovered(PolicyRule rule, List<PolicyRule> held) {
        return rule.atoms().stream().allMatch(atom -> held.stream().anyMatch(other -> other.covers(atom)));
    }

    private static JsonArray joined(Json first, List<Json> second) {
        var all = new ArrayList<>(first.elements());
        all.addAll(second);
        return new JsonArray(all);
    }
}
