// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.quota;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.util.List;

/// Which objects a quota is about. Without scopes it is about all; with scopes only about what all of them
/// fit, and scopes fit pods (and, by their VolumeAttributesClass, volume claims).
final class QuotaScopes {
    private QuotaScopes() {}

    static boolean cover(KubeObject quota, GroupVersionResource resource, KubeObject object) {
        List<Json> scopes = quota.at("spec", "scopes").elements();
        List<Json> expressions =
                quota.at("spec", "scopeSelector", "matchExpressions").elements();
        if (scopes.isEmpty() && expressions.isEmpty()) {
            return true;
        }
        boolean isPod = resource.group().isEmpty() && resource.resource().equals("pods");
        boolean isClaim = resource.group().isEmpty() && resource.resource().equals("persistentvolumeclaims");
        return scopes.stream().allMatch(scope -> isPod && fitsPod(scope.text(), "Exists", List.of(), object))
                && expressions.stream().allMatch(expression -> {
                    String scope = expression.at("scopeName").text();
                    String operator = expression.at("operator").text();
                    List<String> values = expression.at("values").elements().stream()
                            .map(Json::text)
                            .toList();
                    return isPod && fitsPod(scope, operator, values, object)
                            || isClaim
                                    && scope.equals("VolumeAttributesClass")
                                    && fitsText(claimClass(object), operator, values);
                });
    }

    private static boolean fitsPod(String scope, String operator, List<String> values, KubeObject pod) {
        boolean hasDeadline = !pod.at("spec", "activeDeadlineSeconds").isNull();
        return switch (scope) {
            case "Terminating" -> hasDeadline;
            case "NotTerminating" -> !hasDeadline;
            case "BestEffort" -> PodDemand.isBestEffort(pod);
            case "NotBestEffort" -> !PodDemand.isBestEffort(pod);
            case "PriorityClass" -> fitsText(pod.at("spec", "priorityClassName").text(), operator, values);
            case "CrossNamespacePodAffinity" -> reachesOut(pod);
            default -> false;
        };
    }

    private static boolean fitsText(String text, String operator, List<String> values) {
        return switch (operator) {
            case "In" -> values.contains(text);
            case "NotIn" -> !values.contains(text);
            case "Exists" -> !text.isEmpty();
            case "DoesNotExist" -> text.isEmpty();
            default -> false;
        };
    }

    private static String claimClass(KubeObject claim) {
        return claim.at("spec", "volumeAttributesClassName").text();
    }

    /// Whether a rule of affinity looks at pods of other namespaces.
    private static boolean reachesOut(KubeObject pod) {
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            Json affinity = pod.at("spec", "affinity", kind);
            boolean isRequired = affinity.at("requiredDuringSchedulingIgnoredDuringExecution").elements().stream()
                    .anyMatch(QuotaScopes::namesOthers);
            boolean isPreferred = affinity.at("preferredDuringSchedulingIgnoredDuringExecution").elements().stream()
                    .anyMatch(term -> namesOthers(term.at("podAffinityTerm")));
            if (isRequired || isPreferred) {
                return true;
            }
        }
        return false;
    }

    private static boolean namesOthers(Json term) {
        return !term.at("namespaces").elements().isEmpty()
                || !term.at("namespaceSelector").isNull();
    }
}
