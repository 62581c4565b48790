// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.client.KubeClient.Scope;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Path and query of a request to the Kubernetes API.
final class Target {
    private final StringBuilder text;
    private boolean hasQuery;

    /// The object, or its collection if the name is empty.
    Target(GroupVersionResource resource, ObjectName name) {
        this(resource, name, "");
    }

    Target(GroupVersionResource resource, ObjectName name, String subresource) {
        text = new StringBuilder(resource.path(encoded(name.namespace())));
        if (!name.name().isEmpty()) {
            text.append('/').append(encoded(name.name()));
        }
        if (!subresource.isEmpty()) {
            text.append('/').append(subresource);
        }
    }

    Target(Scope scope) {
        this(scope.resource(), new ObjectName(scope.namespace(), ""));
        withIfText("labelSelector", scope.labelSelector());
        withIfText("fieldSelector", scope.fieldSelector());
    }

    Target with(String parameter, String value) {
        text.append(hasQuery ? '&' : '?').append(parameter).append('=').append(encoded(value));
        hasQuery = true;
        return this;
    }

    Target withIfText(String parameter, String value) {
        return value.isEmpty() ? this : with(parameter, value);
    }

    /// Names of some kinds (RBAC) hold colons and more; a form's plus sign would not be a space in a path.
    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
