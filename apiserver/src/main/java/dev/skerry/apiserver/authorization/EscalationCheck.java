// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.security.identity.Identity;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Nobody gives away more than they have: whoever writes a role or a binding must hold every right in it,
/// or have the right to hand out rights (`escalate` on roles, `bind` on the role that is bound).
public final class EscalationCheck {
    private static final List<String> ALL = List.of("*");
    private static final List<PolicyRule> EVERYTHING = List.of(
            new PolicyRule(ALL, ALL, ALL, List.of(), List.of()),
            new PolicyRule(ALL, List.of(), List.of(), List.of(), ALL));

    private final RbacAuthorizer rbac;
    private final Authorizer authorizer;

    /// @param authorizer asked for the verbs `escalate` and `bind`
    public EscalationCheck(RbacAuthorizer rbac, Authorizer authorizer) {
        this.rbac = rbac;
        this.authorizer = authorizer;
    }

    /// For a Role or ClusterRole.
    ///
    /// @throws StatusException 403 that lists what the caller lacks
    public void demandForRole(
            Identity identity, GroupVersionResource resource, String namespace, String name, Json rules) {
        var verb = new Attributes(
                identity,
                "escalate",
                resource.group(),
                resource.version(),
                resource.resource(),
                "",
                namespace,
                name,
                "");
        if (!isAllowed(identity, verb)) {
            demandHeld(identity, resource, namespace, name, PolicyRule.readAll(rules));
        }
    }

    /// For a RoleBinding or ClusterRoleBinding.
    ///
    /// @throws StatusException 403 that lists what the caller lacks
    public void demandForBinding(
            Identity identity, GroupVersionResource resource, String namespace, String name, Json roleRef) {
        String roles = roleRef.at("kind").text().equals("ClusterRole") ? "clusterroles" : "roles";
        String role = roleRef.at("name").text();
        var verb =
                new Attributes(identity, "bind", resource.group(), resource.version(), roles, "", namespace, role, "");
        if (!isAllowed(identity, verb)) {
            demandHeld(identity, resource, namespace, name, rbac.rulesOf(namespace, roleRef));
        }
    }

    /// For a ClusterRole that is made of others: nobody knows what it will hold tomorrow, so only whoever
    /// has everything may make one.
    ///
    /// @throws StatusException 403
    public void demandForAggregation(Identity identity, GroupVersionResource resource, String name) {
        var verb = new Attributes(
                identity, "escalate", resource.group(), resource.version(), resource.resource(), "", "", name, "");
        if (!isAllowed(identity, verb)) {
            demandHeld(identity, resource, "", name, EVERYTHING);
        }
    }

    private boolean isAllowed(Identity identity, Attributes verb) {
        return identity.isIn(Identity.GROUP_MASTERS)
                || authorizer.authorize(verb) instanceof Authorizer.Decision.Allowed;
    }

    private void demandHeld(
            Identity identity, GroupVersionResource resource, String namespace, String name, List<PolicyRule> wanted) {
        var held = rbac.rulesFor(identity, namespace);
        List<PolicyRule> missing = wanted.stream()
                .flatMap(rule -> rule.atoms().stream())
                .filter(atom -> held.stream().noneMatch(rule -> rule.covers(atom)))
                .toList();
        if (!missing.isEmpty()) {
            String lines =
                    compact(missing).stream().map(PolicyRule::toString).sorted().collect(Collectors.joining("\n"));
            throw StatusException.forbidden(
                    resource,
                    name,
                    "user \"" + identity.name() + "\" (groups=" + PolicyRule.quoted(identity.groups())
                            + ") is attempting to grant RBAC permissions not currently held:\n" + lines);
        }
    }

    /// Atoms that differ only in their verb, as one rule: a line per resource instead of one per right.
    private static List<PolicyRule> compact(List<PolicyRule> atoms) {
        var verbs = new LinkedHashMap<PolicyRule, Set<String>>();
        for (PolicyRule atom : atoms) {
            verbs.computeIfAbsent(withVerbs(atom, List.of()), _ -> new LinkedHashSet<>())
                    .addAll(atom.verbs());
        }
        return verbs.entrySet().stream()
                .map(entry -> withVerbs(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    private static PolicyRule withVerbs(PolicyRule rule, List<String> verbs) {
        return new PolicyRule(verbs, rule.apiGroups(), rule.resources(), rule.resourceNames(), rule.nonResourceUrls());
    }
}
