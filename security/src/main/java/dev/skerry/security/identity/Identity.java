// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.identity;

import java.util.List;
import java.util.Map;

/// Somebody who was recognised, in Kubernetes' terms.
///
/// @param name `admin`, `system:node:plant-7`, `system:serviceaccount:default:builder`
/// @param uid empty if the way of authentication knows none
/// @param extra further facts, as a SubjectAccessReview carries them
public record Identity(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    public static final String ANONYMOUS = "system:anonymous";
    public static final String GROUP_AUTHENTICATED = "system:authenticated";
    public static final String GROUP_UNAUTHENTICATED = "system:unauthenticated";
    public static final String GROUP_MASTERS = "system:masters";
    public static final String GROUP_NODES = "system:nodes";
    public static final String NODE_PREFIX = "system:node:";

    public Identity {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    public static Identity of(String name, String... groups) {
        return new Identity(name, "", List.of(groups), Map.of());
    }

    public static Identity anonymous() {
        return of(ANONYMOUS, GROUP_UNAUTHENTICATED);
    }

    public boolean isIn(String group) {
        return groups.contains(group);
    }
}
