// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// ClusterRoles that are made of others: `admin` holds the rules of every role whose labels say that it
/// adds to `admin`, and some of those are made of others themselves.
public final class AggregatedRoles {
    private AggregatedRoles() {}

    static boolean isAggregated(KubeObject role) {
        return !role.at("aggregationRule").isNull();
    }

    /// The role with its `rules` set to what it sums up now, for people to read; any other role as it is.
    ///
    /// @param all every ClusterRole there is
    public static KubeObject withRules(KubeObject role, List<KubeObject> all) {
        if (!isAggregated(role)) {
            return role;
        }
        List<Json> rules =
                rules(role, all).stream().map(rule -> (Json) rule.toJson()).toList();
        return role.with(new JsonArray(rules), "rules");
    }

    /// Roles are followed at most once, so that two that select each other end.
    static List<PolicyRule> rules(KubeObject role, List<KubeObject> all) {
        var followed = new LinkedHashMap<String, KubeObject>();
        collect(role, all, followed);
        var rules = new LinkedHashSet<PolicyRule>();
        followed.values().stream()
                .filter(part -> !isAggregated(part))
                .forEach(part -> rules.addAll(PolicyRule.readAll(part.at("rules"))));
        return List.copyOf(rules);
    }

    private static void collect(KubeObject start, List<KubeObject> all, Map<String, KubeObject> followed) {
        var open = new ArrayList<KubeObject>();
        open.add(start);
        while (!open.isEmpty()) {
            var role = open.removeLast();
            if (followed.putIfAbsent(role.name(), role) == null && isAggregated(role)) {
                open.addAll(selected(role, all));
            }
        }
    }

    private static List<KubeObject> selected(KubeObject role, List<KubeObject> all) {
        var selectors = role.at("aggregationRule", "clusterRoleSelectors").elements().stream()
                .map(LabelSelector::read)
                .toList();
        return all.stream()
                .filter(part -> selectors.stream().anyMatch(selector -> selector.matches(part)))
                .toList();
    }
}
