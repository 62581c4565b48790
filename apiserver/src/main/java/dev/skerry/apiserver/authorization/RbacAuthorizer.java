// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.security.identity.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Rights from Roles, ClusterRoles and their bindings.
///
/// The grants are indexed by subject. The index is built anew when one of the four resources has
/// changed, by the first request that then comes; roles change rarely and requests are many. Whoever
/// arrives meanwhile waits for it: a right that was taken away must not be had a moment longer.
public final class RbacAuthorizer implements Authorizer {
    private static final List<String> RESOURCES =
            List.of("roles", "clusterroles", "rolebindings", "clusterrolebindings");

    private final ObjectSource objects;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Snapshot snapshot;

    /// The index, and the revisions of the four resources from just before it was read.
    private record Snapshot(List<Long> revisions, GrantIndex index) {}

    public RbacAuthorizer(ObjectSource objects) {
        this.objects = objects;
    }

    @Override
    public Decision authorize(Attributes attributes) {
        var problems = new ArrayList<String>();
        for (Grant grant : index().of(attributes.identity())) {
            if (!grant.holdsIn(attributes.namespace())) {
                continue;
            }
            if (!grant.problem().isEmpty()) {
                problems.add(grant.problem());
            }
            // A RoleBinding speaks of its namespace only, and paths are in none.
            boolean mayApply = attributes.isResource() || grant.namespace().isEmpty();
            if (mayApply && grant.rules().stream().anyMatch(rule -> rule.allows(attributes))) {
                return new Decision.Allowed("RBAC: allowed by " + grant.source());
            }
        }
        return new Decision.NoOpinion(reason(problems));
    }

    /// All rules that hold for somebody in a namespace.
    public List<PolicyRule> rulesFor(Identity identity, String namespace) {
        return index().of(identity).stream()
                .filter(grant -> grant.holdsIn(namespace))
                .flatMap(grant -> grant.rules().stream())
                .distinct()
                .toList();
    }

    /// The rules that a binding in a namespace would give.
    ///
    /// @param namespace empty for a ClusterRoleBinding
    List<PolicyRule> rulesOf(String namespace, Json roleRef) {
        return index().rulesOf(namespace, roleRef);
    }

    private GrantIndex index() {
        var seen = snapshot;
        return seen != null && seen.revisions.equals(revisions()) ? seen.index : rebuilt();
    }

    private GrantIndex rebuilt() {
        lock.lock();
        try {
            var before = revisions();
            var seen = snapshot;
            if (seen != null && seen.revisions.equals(before)) {
                return seen.index;
            }
            var fresh = new GrantIndex(objects);
            snapshot = new Snapshot(before, fresh);
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    private List<Long> revisions() {
        return RESOURCES.stream()
                .map(resource -> objects.revision(GrantIndex.GROUP, resource))
                .toList();
    }

    private static String reason(List<String> problems) {
        return switch (problems.size()) {
            case 0 -> "";
            case 1 -> "RBAC: " + problems.getFirst();
            default -> "RBAC: [" + String.join(", ", problems) + "]";
        };
    }
}
