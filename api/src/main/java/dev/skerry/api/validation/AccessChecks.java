// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.foundation.json.Json;

/// What holds for roles and bindings.
final class AccessChecks {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private AccessChecks() {}

    static void role(Place object) {
        for (Place rule : object.at("rules").elements()) {
            if (!rule.at("nonResourceURLs").isEmpty()) {
                rule.at("nonResourceURLs").invalid("namespaced rules cannot apply to non-resource URLs");
            } else {
                rule(rule);
            }
        }
    }

    static void clusterRole(Place object) {
        object.at("rules").elements().forEach(AccessChecks::rule);
        for (Place selector :
                object.at("aggregationRule", "clusterRoleSelectors").elements()) {
            SelectorChecks.labelSelector(selector);
        }
    }

    static void roleBinding(Place object) {
        binding(object, "Role", "ClusterRole");
    }

    static void clusterRoleBinding(Place object) {
        binding(object, "ClusterRole");
    }

    static void bindingUpdate(Place object, Json old) {
        if (!object.at("roleRef").value().equals(old.at("roleRef"))) {
            object.at("roleRef").invalid("cannot change roleRef");
        }
    }

    private static void rule(Place rule) {
        rule.at("verbs").isThere("verbs must contain at least one value");
        if (!rule.at("nonResourceURLs").isEmpty()) {
            boolean isMixed = !rule.at("apiGroups").isEmpty()
                    || !rule.at("resources").isEmpty()
                    || !rule.at("resourceNames").isEmpty();
            if (isMixed) {
                rule.at("nonResourceURLs")
                        .invalid("rules cannot apply to both regular resources and non-resource URLs");
            }
            return;
        }
        rule.at("apiGroups").isThere("resource rules must supply at least one api group");
        rule.at("resources").isThere("resource rules must supply at least one resource");
    }

    private static void binding(Place object, String... roleKinds) {
        Place role = object.at("roleRef");
        role.at("apiGroup").oneOf(GROUP);
        role.at("kind").oneOf(roleKinds);
        if (role.at("name").isThere("")) {
            role.at("name").invalid(Names.pathSegment(role.at("name").text()));
        }
        for (Place subject : object.at("subjects").elements()) {
            subject(subject);
        }
    }

    private static void subject(Place subject) {
        Place group = subject.at("apiGroup");
        switch (subject.at("kind").text()) {
            case "ServiceAccount" -> {
                if (!subject.at("name").isEmpty()) {
                    subject.at("name")
                            .invalid(Names.subdomain(subject.at("name").text()));
                }
                if (!group.isEmpty()) {
                    group.unsupported("");
                }
                subject.at("namespace").isThere("");
            }
            case "User", "Group" -> group.oneOf(GROUP);
            default -> subject.at("kind").unsupported("ServiceAccount", "User", "Group");
        }
    }
}
