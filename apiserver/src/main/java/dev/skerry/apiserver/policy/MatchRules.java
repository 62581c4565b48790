// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.policy;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The `matchConstraints` of a policy, and the `matchResources` of a binding: which writes they are about.
///
/// Versions of one kind are the same here (`matchPolicy: Equivalent`) unless the rules say `Exact`.
final class MatchRules {
    private MatchRules() {}

    /// @param rules null for a binding that says nothing: it takes what the policy takes
    /// @param namespace of the object
    static boolean match(Json rules, AdmissionRequest request, Optional<KubeObject> namespace) {
        if (rules.isNull()) {
            return true;
        }
        boolean isExact = rules.at("matchPolicy").text().equals("Exact");
        return namespaceFits(rules.at("namespaceSelector"), request, namespace)
                && objectFits(rules.at("objectSelector"), request)
                && rules.at("excludeResourceRules").elements().stream()
                        .noneMatch(rule -> resourceFits(rule, request, isExact))
                && anyFits(rules.at("resourceRules").elements(), request, isExact);
    }

    private static boolean anyFits(List<Json> rules, AdmissionRequest request, boolean isExact) {
        return rules.isEmpty() || rules.stream().anyMatch(rule -> resourceFits(rule, request, isExact));
    }

    private static boolean resourceFits(Json rule, AdmissionRequest request, boolean isExact) {
        String scope = rule.at("scope").textOr("*");
        boolean isNamespaced = !request.namespace().isEmpty() && !isNamespace(request);
        boolean scopeFits = scope.equals("*") || scope.equals(isNamespaced ? "Namespaced" : "Cluster");
        List<Json> names = rule.at("resourceNames").elements();
        return scopeFits
                && has(rule.at("operations"), request.operation().name())
                && has(rule.at("apiGroups"), request.resource().group())
                && (has(rule.at("apiVersions"), request.resource().version()) || !isExact)
                && rule.at("resources").elements().stream().anyMatch(resource -> isResource(resource.text(), request))
                && (names.isEmpty() || names.contains(Json.of(request.name())));
    }

    private static boolean has(Json list, String wanted) {
        return list.elements().stream().map(Json::text).anyMatch(word -> word.equals("*") || word.equals(wanted));
    }

    private static boolean isResource(String pattern, AdmissionRequest request) {
        int slash = pattern.indexOf('/');
        String resource = slash < 0 ? pattern : pattern.substring(0, slash);
        String subresource = slash < 0 ? "" : pattern.substring(slash + 1);
        return (resource.equals("*") || resource.equals(request.resource().resource()))
                && (subresource.equals("*") || subresource.equals(request.subresource()));
    }

    private static boolean isNamespace(AdmissionRequest request) {
        return request.resource().resource().equals("namespaces")
                && request.resource().group().isEmpty();
    }

    /// Objects without a namespace are taken whatever the selector; a namespace is taken by its own labels.
    private static boolean namespaceFits(Json selector, AdmissionRequest request, Optional<KubeObject> namespace) {
        if (selector.isNull() || selector.object().isEmpty()) {
            return true;
        }
        Optional<KubeObject> judged = isNamespace(request) ? request.object().or(request::old) : namespace;
        return judged.map(object -> LabelSelector.read(selector).matches(object))
                .orElse(true);
    }

    /// An object that fits before or after the write is taken: else labels would be a way round.
    private static boolean objectFits(Json selector, AdmissionRequest request) {
        if (selector.isNull() || selector.object().isEmpty()) {
            return true;
        }
        LabelSelector wanted = LabelSelector.read(selector);
        return Stream.of(request.object(), request.old())
                .flatMap(Optional::stream)
                .anyMatch(wanted::matches);
    }
}
