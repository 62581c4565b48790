// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.authorization.Attributes;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.value.ValueTypes;
import dev.skerry.security.identity.Identity;
import java.util.List;
import java.util.Map;

/// Questions about rights: `authorizer.group("apps").resource("deployments").check("create").allowed()`.
///
/// Selectors are taken and do not narrow the question: who may do it to all may do it to some.
public final class Authorization {
    public static final String AUTHORIZER = "kubernetes.authorization.Authorizer";
    public static final String RESOURCE_CHECK = "kubernetes.authorization.ResourceCheck";

    private static final String PREFIX = "kubernetes.authorization.";

    private Authorization() {}

    /// Who asks whom.
    private record Asker(Identity identity, Authorizer authorizer) implements ValueTypes.Typed {
        @Override
        public String typeName() {
            return AUTHORIZER;
        }
    }

    private record PathCheck(Asker asker, String path) implements ValueTypes.Typed {
        @Override
        public String typeName() {
            return PREFIX + "PathCheck";
        }
    }

    private record GroupCheck(Asker asker, String group) implements ValueTypes.Typed {
        @Override
        public String typeName() {
            return PREFIX + "GroupCheck";
        }
    }

    private record ResourceCheck(Asker asker, Attributes attributes) implements ValueTypes.Typed {
        @Override
        public String typeName() {
            return RESOURCE_CHECK;
        }
    }

    private record Decision(boolean isAllowed, String reason) implements ValueTypes.Typed {
        @Override
        public String typeName() {
            return PREFIX + "Decision";
        }
    }

    /// The value of the variable `authorizer`.
    public static Object asker(Identity identity, Authorizer authorizer) {
        return new Asker(identity, authorizer);
    }

    /// The value of the variable `authorizer.requestResource`.
    ///
    /// @param attributes of the request; the verb is left to the expression
    public static Object requestResource(Attributes attributes, Authorizer authorizer) {
        return new ResourceCheck(new Asker(attributes.identity(), authorizer), attributes);
    }

    static void addTo(Map<String, Function> all) {
        all.put("authorizer_path", a -> new PathCheck((Asker) a[0], (String) a[1]));
        all.put("authorizer_group", a -> new GroupCheck((Asker) a[0], (String) a[1]));
        all.put("authorizer_serviceaccount", a -> serviceAccount((Asker) a[0], (String) a[1], (String) a[2]));
        all.put("groupcheck_resource", a -> {
            GroupCheck check = (GroupCheck) a[0];
            Asker asker = check.asker();
            return new ResourceCheck(
                    asker, new Attributes(asker.identity(), "", check.group(), "*", (String) a[1], "", "", "", ""));
        });
        all.put("resourcecheck_subresource", a -> with(a[0], (String) a[1], "subresource"));
        all.put("resourcecheck_namespace", a -> with(a[0], (String) a[1], "namespace"));
        all.put("resourcecheck_name", a -> with(a[0], (String) a[1], "name"));
        all.put("authorizer_fieldselector", a -> a[0]);
        all.put("authorizer_labelselector", a -> a[0]);
        all.put("resourcecheck_check", a -> {
            ResourceCheck check = (ResourceCheck) a[0];
            Attributes of = check.attributes();
            return decision(
                    check.asker(),
                    new Attributes(
                            of.identity(),
                            (String) a[1],
                            of.group(),
                            of.version(),
                            of.resource(),
                            of.subresource(),
                            of.namespace(),
                            of.name(),
                            ""));
        });
        all.put("pathcheck_check", a -> {
            PathCheck check = (PathCheck) a[0];
            Identity identity = check.asker().identity();
            return decision(
                    check.asker(), new Attributes(identity, (String) a[1], "", "", "", "", "", "", check.path()));
        });
        all.put("decision_errored", _ -> false);
        all.put("decision_error", _ -> "");
        all.put("decision_allowed", a -> ((Decision) a[0]).isAllowed());
        all.put("decision_reason", a -> ((Decision) a[0]).reason());
    }

    private static Asker serviceAccount(Asker asker, String namespace, String name) {
        Identity account = Identity.of(
                "system:serviceaccount:" + namespace + ":" + name,
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, Identity.GROUP_AUTHENTICATED)
                        .toArray(new String[0]));
        return new Asker(account, asker.authorizer());
    }

    private static ResourceCheck with(Object check, String value, String part) {
        ResourceCheck old = (ResourceCheck) check;
        Attributes of = old.attributes();
        return new ResourceCheck(
                old.asker(),
                new Attributes(
                        of.identity(),
                        of.verb(),
                        of.group(),
                        of.version(),
                        of.resource(),
                        part.equals("subresource") ? value : of.subresource(),
                        part.equals("namespace") ? value : of.namespace(),
                        part.equals("name") ? value : of.name(),
                        ""));
    }

    private static Decision decision(Asker asker, Attributes attributes) {
        return switch (asker.authorizer().authorize(attributes)) {
            case Authorizer.Decision.Allowed(String reason) -> new Decision(true, reason);
            case Authorizer.Decision.Denied(String reason) -> new Decision(false, reason);
            case Authorizer.Decision.NoOpinion(String reason) -> new Decision(false, reason);
        };
    }
}
