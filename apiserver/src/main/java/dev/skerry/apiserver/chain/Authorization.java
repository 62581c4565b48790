// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.authorization.Attributes;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.http.Request;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.identity.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Asks one source of rights after the other; the first that allows or denies decides, and silence forbids.
public final class Authorization {
    private static final String EXTRA_HEADER = "impersonate-extra-";
    private static final String ACCOUNT_PREFIX = "system:serviceaccount:";

    private final List<Authorizer> authorizers;

    public Authorization(List<Authorizer> authorizers) {
        this.authorizers = List.copyOf(authorizers);
    }

    /// The first opinion of any source.
    public Authorizer.Decision decide(Attributes attributes) {
        var reasons = new ArrayList<String>();
        for (Authorizer authorizer : authorizers) {
            switch (authorizer.authorize(attributes)) {
                case Authorizer.Decision.NoOpinion(String reason) -> {
                    if (!reason.isEmpty()) {
                        reasons.add(reason);
                    }
                }
                case Authorizer.Decision decided -> {
                    return decided;
                }
            }
        }
        return new Authorizer.Decision.NoOpinion(String.join(", ", reasons));
    }

    /// Why it is allowed.
    ///
    /// @throws StatusException 403 in Kubernetes' words
    @CanIgnoreReturnValue
    public String demand(Attributes attributes) {
        return switch (decide(attributes)) {
            case Authorizer.Decision.Allowed(String reason) -> reason;
            case Authorizer.Decision.Denied(String reason) -> throw forbidden(attributes, reason);
            case Authorizer.Decision.NoOpinion(String reason) -> throw forbidden(attributes, reason);
        };
    }

    /// Whom the caller acts for: themselves, or, with the right to, whoever the headers name.
    Identity impersonated(Request request, Identity caller) {
        String user = request.header("impersonate-user").orElse("");
        List<String> groups = request.headers().getOrDefault("impersonate-group", List.of());
        String uid = request.header("impersonate-uid").orElse("");
        Map<String, List<String>> extra = new HashMap<>();
        request.headers().forEach((name, values) -> {
            if (name.startsWith(EXTRA_HEADER)) {
                extra.put(name.substring(EXTRA_HEADER.length()), values);
            }
        });
        if (user.isEmpty()) {
            if (!groups.isEmpty() || !uid.isEmpty() || !extra.isEmpty()) {
                throw StatusException.badRequest("requested impersonation without impersonating a user name");
            }
            return caller;
        }
        demandUser(caller, user);
        groups.forEach(group -> demandImpersonate(caller, "", "groups", "", group));
        if (!uid.isEmpty()) {
            demandImpersonate(caller, "authentication.k8s.io", "uids", "", uid);
        }
        extra.forEach((key, values) -> values.forEach(
                value -> demandImpersonate(caller, "authentication.k8s.io", "userextras/" + key, "", value)));
        return new Identity(user, uid, groupsOf(user, groups), extra);
    }

    private void demandUser(Identity caller, String user) {
        if (user.startsWith(ACCOUNT_PREFIX) && user.indexOf(':', ACCOUNT_PREFIX.length()) > 0) {
            int colon = user.indexOf(':', ACCOUNT_PREFIX.length());
            String namespace = user.substring(ACCOUNT_PREFIX.length(), colon);
            demandImpersonate(caller, "", "serviceaccounts", namespace, user.substring(colon + 1));
        } else {
            demandImpersonate(caller, "", "users", "", user);
        }
    }

    private void demandImpersonate(Identity caller, String group, String resource, String namespace, String name) {
        int slash = resource.indexOf('/');
        String plain = slash < 0 ? resource : resource.substring(0, slash);
        String part = slash < 0 ? "" : resource.substring(slash + 1);
        demand(new Attributes(caller, "impersonate", group, "v1", plain, part, namespace, name, ""));
    }

    private static List<String> groupsOf(String user, List<String> named) {
        var groups = new ArrayList<>(named);
        if (user.startsWith(ACCOUNT_PREFIX) && named.isEmpty()) {
            groups.add("system:serviceaccounts");
            int colon = user.indexOf(':', ACCOUNT_PREFIX.length());
            if (colon > 0) {
                groups.add("system:serviceaccounts:" + user.substring(ACCOUNT_PREFIX.length(), colon));
            }
        }
        String everybody =
                user.equals(Identity.ANONYMOUS) ? Identity.GROUP_UNAUTHENTICATED : Identity.GROUP_AUTHENTICATED;
        if (!groups.contains(everybody)) {
            groups.add(everybody);
        }
        return groups;
    }

    private static StatusException forbidden(Attributes attributes, String reason) {
        String user = "User \"" + attributes.identity().name() + "\" cannot " + attributes.verb();
        String because = reason.isEmpty() ? "" : ": " + reason;
        if (!attributes.isResource()) {
            return new StatusException(
                    403,
                    "Forbidden",
                    "forbidden: " + user + " path \"" + attributes.path() + "\"" + because,
                    JsonObject.EMPTY);
        }
        String where = attributes.namespace().isEmpty()
                ? " at the cluster scope"
                : " in the namespace \"" + attributes.namespace() + "\"";
        var resource = new GroupVersionResource(attributes.group(), attributes.version(), attributes.resource());
        return StatusException.forbidden(
                resource,
                attributes.name(),
                user + " resource \"" + attributes.resourceWithSubresource() + "\" in API group \"" + attributes.group()
                        + "\"" + where + because);
    }
}
