// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.clusterrole;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/// What an aggregated ClusterRole sums up: the rules of the roles that its selectors choose, selector by
/// selector, by name, each rule once. Pure.
final class AggregatedRules {
    private AggregatedRules() {}

    static boolean isAggregated(KubeObject role) {
        return !role.at("aggregationRule").isNull();
    }

    /// Roles that are sums themselves count with the rules they hold now: when theirs change, this one is
    /// summed up again.
    ///
    /// @param all every ClusterRole there is
    static JsonArray of(KubeObject role, List<KubeObject> all) {
        var rules = new LinkedHashSet<Json>();
        for (Json selector : role.at("aggregationRule", "clusterRoleSelectors").elements()) {
            var chosen = LabelSelector.read(selector);
            all.stream()
                    .filter(other -> !other.name().equals(role.name()) && chosen.matches(other))
                    .sorted(Comparator.comparing(KubeObject::name))
                    .forEach(other -> rules.addAll(other.at("rules").elements()));
        }
        return new JsonArray(List.copyOf(rules));
    }
}
