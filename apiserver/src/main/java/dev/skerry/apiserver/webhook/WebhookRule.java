// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.foundation.json.Json;
import java.util.List;

/// Which writes a webhook is about, as far as their path says it.
///
/// @param resources `pods`, `pods/status`, `pods/*`, `*` for all resources but no parts of them, `*/*`
/// @param scope `Cluster`, `Namespaced` or `*`
record WebhookRule(
        List<String> operations, List<String> groups, List<String> versions, List<String> resources, String scope) {

    static WebhookRule of(Json rule) {
        return new WebhookRule(
                texts(rule.at("operations")),
                texts(rule.at("apiGroups")),
                texts(rule.at("apiVersions")),
                texts(rule.at("resources")),
                rule.at("scope").textOr("*"));
    }

    boolean fits(String operation, GroupVersionResource resource, String subresource, boolean isNamespaced) {
        return has(operations, operation)
                && has(groups, resource.group())
                && has(versions, resource.version())
                && (scope.equals("*") || scope.equals(isNamespaced ? "Namespaced" : "Cluster"))
                && resources.stream().anyMatch(pattern -> fits(pattern, resource.resource(), subresource));
    }

    private static boolean fits(String pattern, String resource, String subresource) {
        int slash = pattern.indexOf('/');
        String plain = slash < 0 ? pattern : pattern.substring(0, slash);
        String part = slash < 0 ? "" : pattern.substring(slash + 1);
        return (plain.equals("*") || plain.equals(resource)) && (part.equals("*") || part.equals(subresource));
    }

    private static boolean has(List<String> list, String wanted) {
        return list.contains("*") || list.contains(wanted);
    }

    private static List<String> texts(Json list) {
        return list.elements().stream().map(Json::text).toList();
    }
}
