// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import java.util.Set;

/// Whose pods are not looked at.
public record Exemptions(Set<String> users, Set<String> namespaces, Set<String> runtimeClasses) {
    public static final Exemptions NONE = new Exemptions(Set.of(), Set.of(), Set.of());

    public Exemptions {
        users = Set.copyOf(users);
        namespaces = Set.copyOf(namespaces);
        runtimeClasses = Set.copyOf(runtimeClasses);
    }

    /// By whom or what a pod is exempt; empty if it is not.
    String reason(String user, String namespace, String runtimeClass) {
        if (namespaces.contains(namespace)) {
            return "namespace";
        }
        if (users.contains(user)) {
            return "user";
        }
        return runtimeClasses.contains(runtimeClass) ? "runtimeClass" : "";
    }
}
