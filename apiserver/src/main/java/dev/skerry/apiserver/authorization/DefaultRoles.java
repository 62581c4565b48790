// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The roles and bindings that every cluster begins with, read from `default-roles.txt`, whose head
/// explains its form.
public final class DefaultRoles {
    static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

    private static final String AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";
    private static final DefaultRoles BUILT_IN = new DefaultRoles(lines());

    private final List<KubeObject> roles = new ArrayList<>();
    private final List<KubeObject> bindings = new ArrayList<>();
    private final List<Json> rules = new ArrayList<>();

    private DefaultRoles(List<String> lines) {
        for (String line : lines) {
            var words = Arrays.stream(line.strip().split(" +", -1)).toList();
            switch (words.getFirst()) {
                case "", "#" -> {}
                case "role" -> startRole(words);
                case "bind" -> bindings.add(binding(words));
                default -> addRule(words);
            }
        }
    }

    public static DefaultRoles builtIn() {
        return BUILT_IN;
    }

    /// ClusterRoles and Roles; the rules of aggregated ones are filled in.
    public List<KubeObject> roles() {
        return roles.stream()
                .map(role -> AggregatedRoles.withRules(role, roles))
                .toList();
    }

    public List<KubeObject> bindings() {
        return List.copyOf(bindings);
    }

    List<PolicyRule> rulesOf(String clusterRole) {
        return roles().stream()
                .filter(role -> role.objectName().equals(ObjectName.cluster(clusterRole)))
                .flatMap(role -> PolicyRule.readAll(role.at("rules")).stream())
                .toList();
    }

    /// `role NAME [in NAMESPACE] [of AGGREGATE] [into AGGREGATE]…`
    private void startRole(List<String> words) {
        String namespace = after("in", words);
        var role = object(namespace.isEmpty() ? "ClusterRole" : "Role", namespace, words.get(1));
        for (int i = 2; i < words.size() - 1; i++) {
            if (words.get(i).equals("into")) {
                role = role.withLabel(AGGREGATE + words.get(i + 1), "true");
            }
        }
        if (!after("of", words).isEmpty()) {
            var selector = JsonObject.of("matchLabels", JsonObject.of(AGGREGATE + after("of", words), "true"));
            role = role.with(JsonArray.of(selector), "aggregationRule", "clusterRoleSelectors");
        }
        roles.add(role.with(JsonArray.EMPTY, "rules"));
        rules.clear();
    }

    /// `VERBS on GROUPS RESOURCES [NAMES]` or `VERBS at PATHS`
    private void addRule(List<String> words) {
        List<String> verbs = list(words.getFirst());
        boolean isPath = words.get(1).equals("at");
        var rule = isPath
                ? new PolicyRule(verbs, List.of(), List.of(), List.of(), list(words.get(2)))
                : new PolicyRule(
                        verbs,
                        list(words.get(2)).stream()
                                .map(group -> group.equals("core") ? "" : group)
                                .toList(),
                        list(words.get(3)),
                        words.size() > 4 ? list(words.get(4)) : List.of(),
                        List.of());
        rules.add(rule.toJson());
        roles.add(roles.removeLast().with(new JsonArray(rules), "rules"));
    }

    /// `bind ROLE [in NAMESPACE] to KIND:NAME…`; the binding has the name of its role.
    private static KubeObject binding(List<String> words) {
        String namespace = after("in", words);
        String role = words.get(1);
        var subjects = new ArrayList<Json>();
        for (String subject : words.subList(words.indexOf("to") + 1, words.size())) {
            int colon = subject.indexOf(':');
            subjects.add(JsonObject.of(
                    "apiGroup", GrantIndex.GROUP,
                    "kind", subject.substring(0, colon),
                    "name", subject.substring(colon + 1)));
        }
        var ref = JsonObject.of(
                "apiGroup", GrantIndex.GROUP, "kind", namespace.isEmpty() ? "ClusterRole" : "Role", "name", role);
        return object(namespace.isEmpty() ? "ClusterRoleBinding" : "RoleBinding", namespace, role)
                .with(ref, "roleRef")
                .with(new JsonArray(subjects), "subjects");
    }

    private static KubeObject object(String kind, String namespace, String name) {
        return KubeObject.of(new GroupVersionKind(GrantIndex.GROUP, "v1", kind), new ObjectName(namespace, name))
                .withLabel("kubernetes.io/bootstrapping", "rbac-defaults")
                .withAnnotation(AUTO_UPDATE, "true");
    }

    private static String after(String word, List<String> words) {
        int at = words.indexOf(word);
        return at < 0 ? "" : words.get(at + 1);
    }

    private static List<String> list(String text) {
        return List.of(text.split(",", -1));
    }

    private static List<String> lines() {
        try (InputStream in = DefaultRoles.class.getResourceAsStream("default-roles.txt")) {
            if (in == null) {
                throw new IllegalStateException("no resource default-roles.txt beside " + DefaultRoles.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the default roles", e);
        }
    }
}
