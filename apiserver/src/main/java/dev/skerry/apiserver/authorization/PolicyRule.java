// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// One rule of a role: these verbs on these resources, or on these paths. `*` stands for all of a kind.
///
/// @param resourceNames only objects of these names; empty for all
/// @param nonResourceUrls paths outside the resources; `/logs/*` is a prefix
public record PolicyRule(
        List<String> verbs,
        List<String> apiGroups,
        List<String> resources,
        List<String> resourceNames,
        List<String> nonResourceUrls) {
    private static final String ALL = "*";

    public PolicyRule {
        verbs = List.copyOf(verbs);
        apiGroups = List.copyOf(apiGroups);
        resources = List.copyOf(resources);
        resourceNames = List.copyOf(resourceNames);
        nonResourceUrls = List.copyOf(nonResourceUrls);
    }

    public static PolicyRule read(Json json) {
        return new PolicyRule(
                texts(json.at("verbs")),
                texts(json.at("apiGroups")),
                texts(json.at("resources")),
                texts(json.at("resourceNames")),
                texts(json.at("nonResourceURLs")));
    }

    /// The rules of a Role or ClusterRole.
    public static List<PolicyRule> readAll(Json rules) {
        return rules.elements().stream().map(PolicyRule::read).toList();
    }

    public JsonObject toJson() {
        var json = JsonObject.builder();
        putIfAny(json, "apiGroups", apiGroups);
        putIfAny(json, "nonResourceURLs", nonResourceUrls);
        putIfAny(json, "resourceNames", resourceNames);
        putIfAny(json, "resources", resources);
        return json.put("verbs", verbs).build();
    }

    public boolean isForResources() {
        return !resources.isEmpty();
    }

    public boolean allows(Attributes attributes) {
        if (!hasOrAll(verbs, attributes.verb())) {
            return false;
        }
        if (!attributes.isResource()) {
            return allowsPath(attributes.path());
        }
        return hasOrAll(apiGroups, attributes.group())
                && allowsResource(attributes.resourceWithSubresource())
                && (resourceNames.isEmpty() || resourceNames.contains(attributes.name()));
    }

    /// Whether whoever has this rule may do all that an atom allows.
    ///
    /// @param atom a rule with one verb, and one resource or path
    boolean covers(PolicyRule atom) {
        if (!hasOrAll(verbs, atom.verbs.getFirst())) {
            return false;
        }
        if (!atom.isForResources()) {
            return allowsPath(atom.nonResourceUrls.getFirst());
        }
        boolean areNamesCovered = resourceNames.isEmpty()
                || (!atom.resourceNames.isEmpty() && resourceNames.containsAll(atom.resourceNames));
        return hasOrAll(apiGroups, atom.apiGroups.getFirst())
                && allowsResource(atom.resources.getFirst())
                && areNamesCovered;
    }

    /// The smallest rules that together say the same.
    List<PolicyRule> atoms() {
        var atoms = new ArrayList<PolicyRule>();
        for (String verb : verbs) {
            for (String group : apiGroups) {
                for (String resource : resources) {
                    if (resourceNames.isEmpty()) {
                        atoms.add(
                                new PolicyRule(List.of(verb), List.of(group), List.of(resource), List.of(), List.of()));
                    }
                    for (String name : resourceNames) {
                        atoms.add(new PolicyRule(
                                List.of(verb), List.of(group), List.of(resource), List.of(name), List.of()));
                    }
                }
            }
            for (String url : nonResourceUrls) {
                atoms.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(url)));
            }
        }
        return atoms;
    }

    /// In the form that refusals show: `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`.
    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        addIfAny(parts, "APIGroups", apiGroups);
        addIfAny(parts, "Resources", resources);
        addIfAny(parts, "NonResourceURLs", nonResourceUrls);
        addIfAny(parts, "ResourceNames", resourceNames);
        addIfAny(parts, "Verbs", verbs);
        return "{" + String.join(", ", parts) + "}";
    }

    /// `pods`, `pods/log`, `*/scale` for that part of everything, or all.
    private boolean allowsResource(String wanted) {
        if (hasOrAll(resources, wanted)) {
            return true;
        }
        int slash = wanted.indexOf('/');
        return slash >= 0 && resources.contains(ALL + wanted.substring(slash));
    }

    private boolean allowsPath(String path) {
        return nonResourceUrls.stream()
                .anyMatch(url ->
                        url.equals(path) || (url.endsWith(ALL) && path.startsWith(url.substring(0, url.length() - 1))));
    }

    private static boolean hasOrAll(List<String> allowed, String wanted) {
        return allowed.contains(ALL) || allowed.contains(wanted);
    }

    private static List<String> texts(Json json) {
        return json.elements().stream().map(Json::text).toList();
    }

    private static void putIfAny(JsonObject.Builder json, String name, List<String> values) {
        if (!values.isEmpty()) {
            json.put(name, values);
        }
    }

    private static void addIfAny(List<String> parts, String name, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(name + ":" + quoted(values));
        }
    }

    /// `["a" "b"]`, as Go prints a list of texts.
    static String quoted(List<String> values) {
        return values.stream().map(value -> Json.of(value).toString()).collect(Collectors.joining(" ", "[", "]"));
    }
}
