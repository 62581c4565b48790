// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.security.identity.Identity;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Rights of nodes. A node reads what the pods that are bound to it refer to, and nothing else of that
/// kind; it has its own Node and its own Lease; it asks for tokens of the ServiceAccounts that its pods
/// run as. What it may do beyond that stands in the rules of the ClusterRole `system:node`.
///
/// What a node may *write* in detail is for [dev.skerry.apiserver.admission.NodeRestriction], which sees
/// the object.
public final class NodeAuthorizer implements Authorizer {
    private static final String NO_RELATIONSHIP = "no relationship found between node '%s' and this object";
    private static final String LEASE_NAMESPACE = "kube-node-lease";
    private static final Set<String> LEASE_VERBS = Set.of("get", "create", "update", "patch", "delete");

    private final PodReferences references;
    private final List<PolicyRule> rules;

    public NodeAuthorizer(ObjectSource objects) {
        this.references = new PodReferences(objects);
        this.rules = DefaultRoles.builtIn().rulesOf("system:node");
    }

    /// The node that somebody is; empty for everybody else.
    public static Optional<String> findNode(Identity identity) {
        String prefix = Identity.NODE_PREFIX;
        boolean isNode = identity.isIn(Identity.GROUP_NODES)
                && identity.name().startsWith(prefix)
                && identity.name().length() > prefix.length();
        return isNode ? Optional.of(identity.name().substring(prefix.length())) : Optional.empty();
    }

    @Override
    public Decision authorize(Attributes attributes) {
        Optional<String> node = findNode(attributes.identity());
        if (node.isEmpty()) {
            return new Decision.NoOpinion("");
        }
        String which =
                attributes.group().isEmpty() ? attributes.resource() : attributes.resource() + "." + attributes.group();
        return switch (attributes.isResource() ? which : "") {
            case "secrets", "configmaps" -> readReferred(node.get(), attributes);
            case "persistentvolumeclaims" -> volumeClaim(node.get(), attributes);
            case "persistentvolumes" -> volume(node.get(), attributes);
            case "serviceaccounts" -> token(node.get(), attributes);
            case "leases.coordination.k8s.io" -> lease(node.get(), attributes);
            case "nodes" -> ownNode(node.get(), attributes);
            case "pods" -> pod(node.get(), attributes);
            default -> byRules(attributes);
        };
    }

    private Decision readReferred(String node, Attributes attributes) {
        if (!Set.of("get", "list", "watch").contains(attributes.verb())) {
            return no("can only read resources of this type");
        }
        if (!attributes.subresource().isEmpty()) {
            return no("cannot read subresource");
        }
        return ifReferred(node, attributes);
    }

    private Decision volumeClaim(String node, Attributes attributes) {
        boolean isStatusWrite = attributes.subresource().equals("status")
                && Set.of("update", "patch").contains(attributes.verb());
        boolean isRead = attributes.subresource().isEmpty() && attributes.verb().equals("get");
        return isRead || isStatusWrite
                ? ifReferred(node, attributes)
                : no("can only get individual resources of this type");
    }

    private Decision volume(String node, Attributes attributes) {
        if (!attributes.verb().equals("get") || !attributes.subresource().isEmpty()) {
            return no("can only get individual resources of this type");
        }
        return references.isVolumeOn(node, attributes.name()) ? yes() : no(NO_RELATIONSHIP.formatted(node));
    }

    private Decision token(String node, Attributes attributes) {
        if (attributes.verb().equals("get") && attributes.subresource().isEmpty()) {
            return ifReferred(node, attributes);
        }
        if (!attributes.verb().equals("create") || !attributes.subresource().equals("token")) {
            return no("can only create tokens for individual service accounts");
        }
        return ifReferred(node, attributes);
    }

    private Decision ifReferred(String node, Attributes attributes) {
        if (attributes.name().isEmpty()) {
            return no("No Object name found");
        }
        var name = new ObjectName(attributes.namespace(), attributes.name());
        return references.isReferredOn(node, attributes.resource(), name) ? yes() : no(NO_RELATIONSHIP.formatted(node));
    }

    private static Decision lease(String node, Attributes attributes) {
        if (!attributes.namespace().equals(LEASE_NAMESPACE)) {
            return no("can only access leases in the \"" + LEASE_NAMESPACE + "\" system namespace");
        }
        if (!LEASE_VERBS.contains(attributes.verb())) {
            return no("can only get, create, update, patch, or delete a node lease");
        }
        // The name of a lease that is being created stands in its body: node restriction looks there.
        boolean isOwn = attributes.name().equals(node)
                || (attributes.verb().equals("create") && attributes.name().isEmpty());
        return isOwn ? yes() : no("can only access node lease with the same name as the requesting node");
    }

    private static Decision ownNode(String node, Attributes attributes) {
        return switch (attributes.verb()) {
            case "create" -> attributes.subresource().isEmpty() ? yes() : no("cannot create a part of a node");
            case "get", "update", "patch", "watch", "list" -> {
                boolean isOwn =
                        attributes.name().equals(node) && Set.of("", "status").contains(attributes.subresource());
                yield isOwn ? yes() : no("node '" + node + "' cannot read or write other nodes");
            }
            default -> no("node '" + node + "' cannot " + attributes.verb() + " nodes");
        };
    }

    /// Writes are let through to node restriction, which sees whose pod it is.
    private Decision pod(String node, Attributes attributes) {
        boolean isRead = Set.of("get", "list", "watch").contains(attributes.verb());
        if (!isRead || !attributes.subresource().isEmpty()) {
            return byRules(attributes);
        }
        if (!attributes.verb().equals("get")
                && attributes.fields().getOrDefault("spec.nodeName", "").equals(node)) {
            return yes();
        }
        if (attributes.name().isEmpty()) {
            return no("can only list/watch pods with spec.nodeName field selector");
        }
        var name = new ObjectName(attributes.namespace(), attributes.name());
        return references.isPodOn(node, name) ? yes() : no(NO_RELATIONSHIP.formatted(node));
    }

    private Decision byRules(Attributes attributes) {
        return rules.stream().anyMatch(rule -> rule.allows(attributes)) ? yes() : no("");
    }

    private static Decision yes() {
        return new Decision.Allowed("");
    }

    private static Decision no(String reason) {
        return new Decision.NoOpinion(reason);
    }
}
