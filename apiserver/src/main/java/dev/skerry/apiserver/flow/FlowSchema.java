// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.chain.RequestInfo;
import dev.skerry.foundation.json.Json;
import dev.skerry.security.identity.Identity;
import java.util.List;

/// One FlowSchema, read for matching.
///
/// @param distinguisher `ByUser`, `ByNamespace`, or empty where all its requests are one flow
record FlowSchema(String name, String uid, String level, long precedence, String distinguisher, List<Rule> rules) {
    /// Whoever fits one of the subjects, and asks for what fits one of the others.
    record Rule(List<Json> subjects, List<ResourceRule> resources, List<PathRule> paths) {}

    record ResourceRule(
            List<String> verbs,
            List<String> groups,
            List<String> resources,
            List<String> namespaces,
            boolean isClusterScope) {}

    record PathRule(List<String> verbs, List<String> paths) {}

    static FlowSchema of(KubeObject schema) {
        return new FlowSchema(
                schema.name(),
                schema.uid(),
                schema.at("spec", "priorityLevelConfiguration", "name").text(),
                schema.at("spec", "matchingPrecedence").longOr(1000),
                schema.at("spec", "distinguisherMethod", "type").text(),
                schema.at("spec", "rules").elements().stream()
                        .map(FlowSchema::rule)
                        .toList());
    }

    private static Rule rule(Json rule) {
        return new Rule(
                rule.at("subjects").elements(),
                rule.at("resourceRules").elements().stream()
                        .map(one -> new ResourceRule(
                                texts(one.at("verbs")),
                                texts(one.at("apiGroups")),
                                texts(one.at("resources")),
                                texts(one.at("namespaces")),
                                one.at("clusterScope").booleanOr(false)))
                        .toList(),
                rule.at("nonResourceRules").elements().stream()
                        .map(one -> new PathRule(texts(one.at("verbs")), texts(one.at("nonResourceURLs"))))
                        .toList());
    }

    boolean fits(Identity who, RequestInfo what) {
        for (Rule rule : rules) {
            if (fitsWhat(rule, what) && rule.subjects().stream().anyMatch(subject -> fitsWho(subject, who))) {
                return true;
            }
        }
        return false;
    }

    /// What sets the flow of a request apart from others of its schema.
    String distinguisher(Identity who, RequestInfo what) {
        return switch (distinguisher) {
            case "ByUser" -> who.name();
            case "ByNamespace" -> what.namespace();
            default -> "";
        };
    }

    /// The flow's number.
    ///
    /// @param own as [#distinguisher(Identity, RequestInfo)] has it
    long flow(String own) {
        // Spreads the hash over all bits: it seeds a dealer of cards.
        return (name.hashCode() * 0x9e3779b97f4a7c15L) ^ (own.hashCode() * 0xc2b2ae3d27d4eb4fL);
    }

    private static boolean fitsWho(Json subject, Identity who) {
        return switch (subject.at("kind").text()) {
            case "User" -> {
                String name = subject.at("user", "name").text();
                yield name.equals("*") || name.equals(who.name());
            }
            case "Group" -> {
                String name = subject.at("group", "name").text();
                yield name.equals("*") || who.isIn(name);
            }
            case "ServiceAccount" -> {
                String prefix = "system:serviceaccount:"
                        + subject.at("serviceAccount", "namespace").text() + ":";
                String name = subject.at("serviceAccount", "name").text();
                yield name.equals("*")
                        ? who.name().startsWith(prefix)
                        : who.name().equals(prefix + name);
            }
            default -> false;
        };
    }

    private static boolean fitsWhat(Rule rule, RequestInfo what) {
        if (!what.isResource()) {
            return rule.paths().stream()
                    .anyMatch(path -> has(path.verbs(), what.verb())
                            && path.paths().stream().anyMatch(pattern -> fitsPath(pattern, what.path())));
        }
        String resource = what.subresource().isEmpty() ? what.resource() : what.resource() + "/" + what.subresource();
        return rule.resources().stream()
                .anyMatch(one -> has(one.verbs(), what.verb())
                        && has(one.groups(), what.group())
                        && has(one.resources(), resource)
                        && (what.namespace().isEmpty()
                                ? one.isClusterScope()
                                : has(one.namespaces(), what.namespace())));
    }

    private static boolean fitsPath(String pattern, String path) {
        return pattern.equals("*")
                || pattern.equals(path)
                || pattern.endsWith("/*") && path.startsWith(pattern.substring(0, pattern.length() - 1));
    }

    private static boolean has(List<String> list, String wanted) {
        return list.contains("*") || list.contains(wanted);
    }

    private static List<String> texts(Json list) {
        return list.elements().stream().map(Json::text).toList();
    }
}
