// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.audit;

import dev.skerry.apiserver.authorization.Attributes;
import dev.skerry.foundation.json.Json;
import java.util.List;

/// One rule of an [AuditPolicy]: which requests it is for, and how much is kept of them. What it does not name
/// it does not look at.
///
/// @param nonResourceUrls paths outside the resources; `/healthz*` is a prefix
record AuditRule(
        AuditPolicy.Verdict verdict,
        List<String> users,
        List<String> groups,
        List<String> verbs,
        List<Resources> resources,
        List<String> namespaces,
        List<String> nonResourceUrls) {

    /// @param resources empty for all of the group; `pods/log`, `pods/*`, `*/scale`, `*`
    /// @param names empty for all
    record Resources(String group, List<String> resources, List<String> names) {
        boolean fit(Attributes attributes) {
            boolean isNamed = names.isEmpty() || names.contains(attributes.name());
            return group.equals(attributes.group())
                    && (resources.isEmpty()
                            || (isNamed && resources.stream().anyMatch(pattern -> fits(pattern, attributes))));
        }

        private static boolean fits(String pattern, Attributes attributes) {
            String subresource = attributes.subresource();
            return pattern.equals("*")
                    || pattern.equals(attributes.resourceWithSubresource())
                    || pattern.equals(attributes.resource() + "/*")
                    || (!subresource.isEmpty() && pattern.equals("*/" + subresource));
        }
    }

    /// @throws IllegalArgumentException that says what is wrong
    static AuditRule read(Json written, String where, AuditPolicy.Verdict verdict) {
        var resources = written.at("resources").elements().stream()
                .map(one -> new Resources(
                        one.at("group").text(), texts(one.at("resources")), texts(one.at("resourceNames"))))
                .toList();
        var rule = new AuditRule(
                verdict,
                texts(written.at("users")),
                texts(written.at("userGroups")),
                texts(written.at("verbs")),
                resources,
                texts(written.at("namespaces")),
                texts(written.at("nonResourceURLs")));
        if (rule.isForResources() && !rule.nonResourceUrls.isEmpty()) {
            throw new IllegalArgumentException(where + ": rules cannot apply to both regular resources and"
                    + " non-resource URLs; make two of it");
        }
        return rule;
    }

    boolean fits(Attributes attributes) {
        boolean isByThem =
                (users.isEmpty() || users.contains(attributes.identity().name()))
                        && (groups.isEmpty() || groups.stream().anyMatch(attributes.identity()::isIn))
                        && (verbs.isEmpty() || verbs.contains(attributes.verb()));
        if (!isByThem) {
            return false;
        }
        if (isForResources()) {
            return attributes.isResource()
                    && (namespaces.isEmpty() || namespaces.contains(attributes.namespace()))
                    && (resources.isEmpty() || resources.stream().anyMatch(one -> one.fit(attributes)));
        }
        if (!nonResourceUrls.isEmpty()) {
            return !attributes.isResource()
                    && nonResourceUrls.stream().anyMatch(pattern -> fitsPath(pattern, attributes.path()));
        }
        return true;
    }

    private boolean isForResources() {
        return !resources.isEmpty() || !namespaces.isEmpty();
    }

    private static boolean fitsPath(String pattern, String path) {
        return pattern.endsWith("*")
                ? path.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(path);
    }

    private static List<String> texts(Json list) {
        return list.elements().stream().map(Json::text).toList();
    }
}
