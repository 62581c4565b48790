// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.security.identity.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All grants of a cluster at one moment, by subject: a decision looks at the few that concern the
/// caller, however many bindings there are. Immutable.
final class GrantIndex {
    static final String GROUP = "rbac.authorization.k8s.io";

    private final Map<String, List<Grant>> bySubject = new HashMap<>();
    private final Map<ObjectName, List<PolicyRule>> roles = new HashMap<>();
    private final Map<String, List<PolicyRule>> clusterRoles = new HashMap<>();

    GrantIndex(ObjectSource objects) {
        readClusterRoles(objects.list(GROUP, "clusterroles", ""));
        for (var role : objects.list(GROUP, "roles", "")) {
            roles.put(role.objectName(), PolicyRule.readAll(role.at("rules")));
        }
        objects.list(GROUP, "clusterrolebindings", "").forEach(this::addBinding);
        objects.list(GROUP, "rolebindings", "").forEach(this::addBinding);
    }

    /// Everything that concerns the caller, by name or by group, wherever it holds.
    List<Grant> of(Identity identity) {
        var grants = new ArrayList<>(bySubject.getOrDefault(user(identity.name()), List.of()));
        for (String group : identity.groups()) {
            grants.addAll(bySubject.getOrDefault(group(group), List.of()));
        }
        return grants;
    }

    /// The rules that a binding's `roleRef` leads to; a missing role gives none.
    ///
    /// @param namespace of the binding; empty for a ClusterRoleBinding
    List<PolicyRule> rulesOf(String namespace, Json roleRef) {
        String name = roleRef.at("name").text();
        return roleRef.at("kind").text().equals("ClusterRole")
                ? clusterRoles.getOrDefault(name, List.of())
                : roles.getOrDefault(new ObjectName(namespace, name), List.of());
    }

    private void readClusterRoles(List<KubeObject> all) {
        for (var role : all) {
            clusterRoles.put(role.name(), rulesOf(role, all));
        }
    }

    /// An aggregated role is the sum of those that it selects now. What stands in its own `rules` is a
    /// copy that may be older than they are.
    private static List<PolicyRule> rulesOf(KubeObject role, List<KubeObject> all) {
        var own = PolicyRule.readAll(role.at("rules"));
        if (!AggregatedRoles.isAggregated(role)) {
            return own;
        }
        return AggregatedRoles.rules(role, all);
    }

    private void addBinding(KubeObject binding) {
        Json roleRef = binding.at("roleRef");
        boolean isCluster = roleRef.at("kind").text().equals("ClusterRole");
        String roleName = roleRef.at("name").text();
        boolean isThere = isCluster
                ? clusterRoles.containsKey(roleName)
                : roles.containsKey(new ObjectName(binding.namespace(), roleName));
        String problem =
                isThere ? "" : (isCluster ? "clusterrole." : "role.") + GROUP + " \"" + roleName + "\" not found";
        var rules = rulesOf(binding.namespace(), roleRef);
        for (Json subject : binding.at("subjects").elements()) {
            String source = binding.kind().kind() + " \"" + nameFirst(binding) + "\" of "
                    + roleRef.at("kind").text() + " \"" + roleName + "\" to " + described(subject);
            bySubject
                    .computeIfAbsent(key(subject, binding.namespace()), _ -> new ArrayList<>())
                    .add(new Grant(binding.namespace(), source, rules, problem));
        }
    }

    /// As these messages name a binding, unlike all others: `alice/default`.
    private static String nameFirst(KubeObject binding) {
        return binding.namespace().isEmpty() ? binding.name() : binding.name() + "/" + binding.namespace();
    }

    private static String key(Json subject, String bindingNamespace) {
        String name = subject.at("name").text();
        return switch (subject.at("kind").text()) {
            case "ServiceAccount" -> {
                String namespace = subject.at("namespace").textOr(bindingNamespace);
                yield user("system:serviceaccount:" + namespace + ":" + name);
            }
            case "Group" -> group(name);
            default -> user(name);
        };
    }

    private static String described(Json subject) {
        String namespace = subject.at("namespace").text();
        String name = subject.at("name").text();
        return subject.at("kind").text() + " \"" + (namespace.isEmpty() ? name : name + "/" + namespace) + "\"";
    }

    private static String user(String name) {
        return "user " + name;
    }

    private static String group(String name) {
        return "group " + name;
    }
}
